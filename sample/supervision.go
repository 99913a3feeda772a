package sample

import (
	"slices"
	"time"

	"handrail/peerwork"
)

// Supervision is what a pair has behind it and before it.
type Supervision struct {
	Rhythm  peerwork.SessionRhythm // its first day is some months ago
	Past    []Met                  // what became of its sessions so far, oldest first
	Actions []peerwork.Action      // written down at the last of them
}

// Met is what became of a session.
type Met struct {
	State peerwork.SessionState
	Why   peerwork.MissedWhy
}

// pastSessions is how many sessions each pair of the sample has behind it.
const pastSessions = 3

// Supervisions returns the rhythms of all pairs at Riverside but Rhys's, who has none yet: four-weekly, spread over the
// two weeks after start so that Sam meets Ama in a week. Each pair has met before; Sam and Ama missed one session.
func Supervisions(ws peerwork.WorkspaceID, start time.Time) []Supervision {
	riverside := Roster().Teams[0]
	var all []Supervision
	for i, m := range riverside.Workers[:len(riverside.Workers)-1] {
		next := nextWorkingDay(start.AddDate(0, 0, 7+i))
		all = append(all, Supervision{
			Rhythm: peerwork.SessionRhythm{
				Workspace: ws, Pair: peerwork.Pair{Team: riverside.ID, Worker: m.User, Supervisor: m.Supervisor},
				Weeks: peerwork.DefaultWeeks, First: next.AddDate(0, 0, -7*peerwork.DefaultWeeks*pastSessions).Format(time.DateOnly),
				Clock: []string{"14:00", "10:00", "11:30"}[i%3], Timezone: riverside.Timezone,
			},
			Past: slices.Repeat([]Met{{State: peerwork.SessionHeld}}, pastSessions),
		})
	}
	sam := &all[0]
	sam.Past[1] = Met{peerwork.SessionMissed, peerwork.MissedShift}
	sam.Actions = []peerwork.Action{
		{For: peerwork.WorkerSide, Author: sam.Rhythm.Pair.Worker, What: "Ask the gym about a free first visit.", Due: start.AddDate(0, 0, 6).Format(time.DateOnly)},
		{For: peerwork.SupervisorSide, Author: sam.Rhythm.Pair.Supervisor, What: "Ask Jo who covers when two of us are off.", Due: start.AddDate(0, 0, 7).Format(time.DateOnly)},
	}
	return all
}

func nextWorkingDay(day time.Time) time.Time {
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday {
		day = day.AddDate(0, 0, 1)
	}
	return day
}

// Lines returns what Sam means to bring to the next session besides notes. Nothing of it is shared yet.
func Lines(start time.Time) []peerwork.AgendaItem {
	added := start.AddDate(0, 0, -2)
	line := func(part peerwork.Part, said string) peerwork.AgendaItem {
		return peerwork.AgendaItem{
			ID: peerwork.NewID(), Author: "U01SAM", Team: "riverside", Part: part, Line: said, Added: added,
			DeleteOn: added.AddDate(0, 0, peerwork.DefaultRetentionDays),
		}
	}
	return []peerwork.AgendaItem{
		line(peerwork.WentWell, "The Tuesday walk has five regulars now."),
		line(peerwork.Learning, "I would like to do the course on leading groups."),
	}
}
