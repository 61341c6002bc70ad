-- The extension's pieces of three letters are made of what the database's own character type calls letters, which is often English alone.
-- So titles in other scripts are looked up by pieces of our own, of two and three characters of which one at least is not English. Titles
-- in English have none and take no room.
create function mobilize.title_pieces(title text) returns text[]
language sql immutable strict parallel safe cost 1000
as $$
  select coalesce(array_agg(distinct piece), '{}')
  from (select string_to_array(lower(title), null) as letter) as spelled,
    generate_series(1, cardinality(letter) - 1) as place,
    lateral (values (letter[place] || letter[place + 1]), (letter[place] || letter[place + 1] || letter[place + 2])) as cut (piece)
  where octet_length(piece) > char_length(piece)
$$;

create index response_title_scripts on mobilize.response using gin (mobilize.title_pieces(title))
  where octet_length(title) > char_length(title);
