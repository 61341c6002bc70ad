/// Acting from a chat: commands and buttons of Slack and Mattermost come in by one door, are proven, become a person whom that person
/// has linked, and do what the same words do everywhere else, with the same rights. Pages that are posted to such a chat get buttons.
@NullMarked
package dev.muster.respond.chat;

import org.jspecify.annotations.NullMarked;
