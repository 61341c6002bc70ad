-- Which of the engine's incidents is which of ours is an input from now on. What was recorded before does not say it, so the engine is
-- begun anew once, with the alerts of the last hours where they are.
update correlate.engine set topology = '';
