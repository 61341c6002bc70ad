-- Minutes of impact are asked for by service since they know theirs; nothing reads by the end alone any more.
drop index respond.wave_ended;
