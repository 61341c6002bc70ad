-- What breaks in test or development is something to do and wakes nobody. Who gave these stages another importance keeps it.
update signal.stage set importance = 'ticket' where name in ('test', 'development') and importance = 'low';
