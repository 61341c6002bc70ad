-- Which mails to an integration are the same alert.
alter table catalog.integration add column mail_rule text not null default 'on_new_email_subject';
