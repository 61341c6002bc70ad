-- Lists by policy: without it a page of a million responses was read whole, 1.3 s.
create index response_policy_created on mobilize.response (policy_id, created_at, number);
drop index mobilize.response_open_policy;
