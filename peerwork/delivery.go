package peerwork

import (
	"strings"
	"time"
)

// DeliveryKind is what a delivery tells.
type DeliveryKind string

// The kinds of delivery.
const (
	DeliverTeamPrompt       DeliveryKind = "team-prompt"
	DeliverMemberPrompt     DeliveryKind = "member-prompt"
	DeliverPromptReminder   DeliveryKind = "prompt-reminder" // to a member who wants one: a prompt that was left
	DeliverDigest           DeliveryKind = "digest"
	DeliverSoon             DeliveryKind = "soon"              // to the supervisor, no content
	DeliverSoonSent         DeliveryKind = "soon-sent"         // to the worker: it has gone, or why not
	DeliverSoonAcknowledged DeliveryKind = "soon-acknowledged" // to the worker: somebody has seen it
	DeliverSoonDeputy       DeliveryKind = "soon-deputy"       // to the deputy, no content
	DeliverSoonPassed       DeliveryKind = "soon-passed"       // to the worker: the deputy has it, or why not
	DeliverSoonNobody       DeliveryKind = "soon-nobody"       // to the worker: nobody has answered
	DeliverSoonTaken        DeliveryKind = "soon-taken"        // to whoever was asked too: somebody has it
	DeliverChannelTrouble   DeliveryKind = "channel-trouble"   // to admins: a channel could not be posted in
	DeliverNotPosted        DeliveryKind = "not-posted"        // to who asked for it: it could not be posted in the channel
	DeliverExpiryReminder   DeliveryKind = "expiry-reminder"   // to the author: words go soon, how many and when
	DeliverSessionPlanned   DeliveryKind = "session-planned"   // to the other side: planned, moved, or to be moved
	DeliverSessionReminder  DeliveryKind = "session-reminder"  // to both, on the working day before
	DeliverSessionQuestion  DeliveryKind = "session-question"  // to both, the day after, where nobody recorded it
	DeliverSessionOff       DeliveryKind = "session-off"       // to the other side: it will not take place
	DeliverSessionEnded     DeliveryKind = "session-ended"     // to the worker: their supervisor is another now
	DeliverNewPair          DeliveryKind = "new-pair"          // to the new supervisor: no session is planned
	DeliverRhythm           DeliveryKind = "rhythm"            // to the other side: how often they meet was set, changed or ended
	DeliverCoProposed       DeliveryKind = "co-proposed"       // to the other side
	DeliverCoFinished       DeliveryKind = "co-finished"       // to both: each can read the other's
	DeliverGroupOpen        DeliveryKind = "group-open"        // to a team's channel: its group agenda is open
	DeliverRestored         DeliveryKind = "restored"          // to each author: all was brought back from a copy
	DeliverAgendaShared     DeliveryKind = "agenda-shared"     // to the worker: the agenda shared itself, how much and with whom
)

// Delivery is one message to be sent, in the outbox. It never holds anybody's words: what it says is drawn
// from its subject when it is sent.
type Delivery struct {
	ID        string
	Workspace WorkspaceID
	Kind      DeliveryKind
	Recipient string // a channel id, or a user id for a direct message
	Team      TeamID
	Schedule  string // schedule id, or "" for a message somebody's action caused
	Nominal   string // local date and time it was meant for, "2026-11-23T10:00"; unique with Schedule, Team and Recipient
	Subject   string // prompt id, period, soon request id: by kind
	Detail    string // by kind; never content
	Asker     UserID // who asked for it by hand and is told where it cannot be posted; "" for nobody
	Due       time.Time
	Expires   time.Time // no longer useful after this; zero: always useful
	Attempts  int
	Reason    string // why it was put off, skipped or parked
}

// ToChannel reports whether the delivery goes to a team's channel, and not to a person.
func (d Delivery) ToChannel() bool { return d.Kind == DeliverTeamPrompt || d.Kind == DeliverGroupOpen }

// Audience returns whom its prompt is put to: a team, whatever its channel, or a person.
func (d Delivery) Audience() string {
	if d.ToChannel() {
		return string(d.Team)
	}
	return d.Recipient
}

const againMark = "-again"

// ReminderOf names the one reminder of a delivery.
func ReminderOf(delivery string) string { return delivery + againMark }

// RemindedBy names the delivery of which that is the reminder.
func RemindedBy(reminder string) string { return strings.TrimSuffix(reminder, againMark) }

// Asked records that a prompt was put to an audience: a team or a person.
type Asked struct {
	Prompt string
	At     time.Time
}

// Asking is a prompt that a delivery puts to its audience. It counts as asked unless the delivery is given up.
type Asking struct {
	Delivery string // its id
	Audience string // the id of a team or a user
	Asked    Asked
	NotSince time.Time // it may not have been put to them after this; zero: it may, at any time
}
