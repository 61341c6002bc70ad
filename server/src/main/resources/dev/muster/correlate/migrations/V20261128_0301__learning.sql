-- Each time that Muster learned from the past, or tried to: nothing of it is lost without a word when it fails or the process ends.
create table correlate.learning (
  id bigint generated always as identity primary key,
  -- why it learned: ASKED by a person, TAUGHT by what people moved, UNREADABLE what another build had learned
  cause text not null,
  by_id text,
  asked_at timestamptz not null,
  state text not null,
  -- how often it was begun; more than once when the process ended in between
  tries int not null default 1,
  -- what it read; null until it has read it
  alerts bigint,
  incidents bigint,
  left_out bigint,
  taught bigint,
  ended_at timestamptz,
  -- the model that it made; null when it made none
  model_version bigint,
  -- why it came to nothing, in plain words
  failure text
);
create unique index learning_one_at_a_time on correlate.learning ((true)) where ended_at is null;
