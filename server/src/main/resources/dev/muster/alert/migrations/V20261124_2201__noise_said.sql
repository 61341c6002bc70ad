-- What a person said of something that he was told of, as it was learned then, so that it can be taken back as it was.
create table alert.noise_said (
  subject text not null,
  user_id text not null,
  -- kinds of alert that it was about, and their forward weight: above 0 for noise, below for worth it
  kinds text[] not null,
  weight double precision not null,
  at timestamptz not null,
  primary key (subject, user_id));
