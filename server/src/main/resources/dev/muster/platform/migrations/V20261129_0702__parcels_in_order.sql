-- The newest deliveries of all kinds and states, without sorting all that there are.
create index parcel_newest on platform.parcel (serial);
