package scheduler

import (
	"time"

	"handrail/peerwork"
)

// How long after its time a message is still of use to the people it is for.
const (
	promptUseful = 20 * time.Hour
	digestUseful = 5 * 24 * time.Hour
)

// round is one firing of a schedule: all that Plan looks at.
type round struct {
	workspace peerwork.WorkspaceID
	team      peerwork.Team
	schedule  peerwork.Schedule
	at        time.Time // the firing that is sent for
	nominal   string
	next      time.Time // the firing after now
	now       time.Time
	people    map[peerwork.UserID]peerwork.Person
	settings  map[peerwork.UserID]peerwork.Preferences
}

// recipient is somebody a round may send to, and the local time that holds for them.
type recipient struct {
	id string
	hours
	own bool // the time it is meant for is told by the recipient's own clock, and not by the schedule's
}

// plan returns the deliveries of a round, without their subjects. A member who switched prompts off, is paused, on
// leave, or can no longer use Slack here gets none, and nobody gets what would come no sooner than the next firing.
func (r round) plan() []peerwork.Delivery {
	var out []peerwork.Delivery
	for _, to := range r.recipients() {
		due := r.dueFor(to)
		if r.overtaken(to, due) {
			continue
		}
		out = append(out, peerwork.Delivery{
			ID:        peerwork.NewID(),
			Workspace: r.workspace,
			Kind:      peerwork.DeliveryKind(r.schedule.Kind),
			Recipient: to.id,
			Team:      r.team.ID,
			Schedule:  r.schedule.ID,
			Nominal:   r.nominal,
			Due:       due,
			Expires:   due.Add(r.useful()),
		})
	}
	return out
}

func (r round) recipients() []recipient {
	switch r.schedule.Kind {
	case peerwork.TeamPrompt:
		if r.team.Channel == "" {
			return nil
		}
		return []recipient{{id: r.team.Channel, hours: hoursOfTeam(r.team)}}
	case peerwork.MemberPrompt:
		return r.members()
	case peerwork.WeeklyDigest:
		return r.managers()
	}
	return nil
}

func (r round) members() []recipient {
	var out []recipient
	for _, m := range r.team.Workers {
		p := r.settings[m.User]
		if !p.WantsPrompts(r.now) || gone(r.people[m.User]) {
			continue
		}
		to := recipient{id: string(m.User), hours: hoursOf(p, r.people[m.User], r.team), own: true}
		if !p.Away(r.dueFor(to)) {
			out = append(out, to)
		}
	}
	return out
}

func (r round) managers() []recipient {
	var out []recipient
	for _, h := range r.team.LineManagers {
		if !gone(r.people[h.User]) {
			out = append(out, recipient{id: string(h.User), hours: hoursOfTeam(r.team)})
		}
	}
	return out
}

func gone(p peerwork.Person) bool { return p.Gone() }

// dueFor moves the time it is meant for out of times in which nothing is sent.
func (r round) dueFor(to recipient) time.Time {
	local := to.placed(r.at, r.schedule)
	if local.Before(r.now) {
		local = r.now.In(to.loc)
	}
	return to.may(r.team, r.schedule).firstAllowed(local)
}

// placed is when a firing is for the recipient.
func (to recipient) placed(at time.Time, sc peerwork.Schedule) time.Time {
	if !to.own {
		return at.In(to.loc)
	}
	return peerwork.Placed(peerwork.Face(at.In(peerwork.FirstZone(sc.Timezone))), to.loc)
}

// overtaken reports whether something put off so long would come together with the next, or after it.
func (r round) overtaken(to recipient, due time.Time) bool {
	return !r.next.IsZero() && !due.Before(to.placed(r.next, r.schedule))
}

func (r round) useful() time.Duration {
	if r.schedule.Kind == peerwork.WeeklyDigest {
		return digestUseful
	}
	return promptUseful
}

// stillUseful reports whether a firing missed while the bot was down is worth sending now.
func (r round) stillUseful() bool { return r.now.Sub(r.at) < r.useful() }
