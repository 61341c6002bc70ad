-- The policy that a kept incident was given to: whoever moved it elsewhere meanwhile has decided, and the end of the experiment leaves
-- that alone. Null for incidents that were kept before this was written down.
alter table mobilize.kept_incident add column policy_id text;
