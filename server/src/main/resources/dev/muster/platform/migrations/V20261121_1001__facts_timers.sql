create schema if not exists platform;

-- The row is locked from the append to the commit: that makes the order of sequences the order of commits.
create table platform.topic (
  topic text not null,
  lane int not null,
  last bigint not null,
  primary key (topic, lane));

create table platform.fact (
  topic text not null,
  lane int not null,
  sequence bigint not null,
  type text not null,
  key text not null,
  body text not null,
  said_at timestamptz not null,
  primary key (topic, lane, sequence));

create table platform.reading (
  reader text not null,
  topic text not null,
  lane int not null,
  sequence bigint not null,
  primary key (reader, topic, lane));

create table platform.parked_fact (
  reader text not null,
  topic text not null,
  lane int not null,
  sequence bigint not null,
  type text not null,
  body text not null,
  why text not null,
  parked_at timestamptz not null,
  primary key (reader, topic, lane, sequence));

create table platform.timer (
  owner text not null,
  key text not null,
  kind text not null,
  due_at timestamptz not null,
  payload text not null,
  primary key (owner, key, kind));

create index timer_due on platform.timer (owner, due_at);
