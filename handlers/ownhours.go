package handlers

import (
	"strings"

	"handrail/peerwork"
	"handrail/views"
)

// ownHours reads a person's own hours from the settings form. wrong says by box what cannot be kept.
func ownHours(s views.State) (in views.OwnHours, wrong map[string]string) {
	in = views.ReadOwnHours(s)
	wrong = map[string]string{}
	if in.Half {
		wrong[views.BoxQuietUntil] = "Please choose both times, or leave both empty."
	}
	in.Zone = strings.TrimSpace(in.Zone)
	if _, known := peerwork.Zone(in.Zone); in.Zone != "" && !known {
		wrong[views.BoxZone] = "We do not know this time zone. Please write it like Europe/London or Asia/Karachi, or leave it empty."
	}
	return in, wrong
}
