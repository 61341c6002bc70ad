-- Mails of the last day: a mail server that heard no answer, as the house was killed in the middle, brings the same one again.
-- What is not marked as taken may be durable all the same; the tape tells.
create table signal.mail (
  mark text primary key,
  came_at timestamptz not null,
  taken boolean not null default false
);
create index mail_came on signal.mail (came_at);
