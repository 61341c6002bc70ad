/// How people are told: mail, personal webhooks, phones, browsers; and the links in messages that act in one tap.
@NullMarked
package dev.muster.mobilize.channel;

import org.jspecify.annotations.NullMarked;
