package dev.muster.catalog;

/// A label on users, teams and escalation policies.
record Tag(String id, String label) {}
