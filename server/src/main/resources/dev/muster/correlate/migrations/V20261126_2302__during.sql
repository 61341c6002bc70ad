-- Which incidents were open at some time between two moments.
create index incident_during on correlate.incident using gist (
  tstzrange(formed_at, greatest(formed_at, coalesce(closed_at, 'infinity')), '[]')) where merged_into is null;
