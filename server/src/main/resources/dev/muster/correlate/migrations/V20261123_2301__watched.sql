-- What comes while an incident is being watched may be its after-effect; few are watched at a time.
create index incident_watched on correlate.incident (id) where open and phase = 'WATCHING';
