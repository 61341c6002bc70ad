-- How often words are said in alerts. Weights are forward-decayed: what is seen later weighs more, and nothing has to be touched to fade.
create table alert.noise_word (
  word text primary key,
  weight double precision not null);

-- How long alerts of some name last (kind, tool, all) and what was regretted (kind, service).
create table alert.noise_known (
  name text primary key,
  ended double precision[] not null,
  censored double precision[] not null,
  regrets double precision not null,
  seen_at timestamptz not null);

-- Alerts that the gate kept back and that mattered.
create table alert.noise_regret (
  alert_id text primary key,
  service_id text not null,
  why text not null,
  at timestamptz not null);

create index noise_regret_time on alert.noise_regret (at desc);
