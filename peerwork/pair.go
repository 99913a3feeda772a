package peerwork

// Pair is who meets whom for supervision, in one team. It stands while the roster says so.
type Pair struct {
	Team       TeamID
	Worker     UserID
	Supervisor UserID
}

// Stands reports whether the pair meets by this roster. Nobody makes a pair with themselves.
func (r Roster) Stands(p Pair) bool {
	team, _ := r.Team(p.Team)
	m, ok := team.Member(p.Worker)
	return ok && m.Supervisor == p.Supervisor && p.Supervisor != "" && p.Supervisor != p.Worker
}

// PairsOf returns the standing pairs of which u is a side: first those in which u is the worker, then those in which u
// supervises, each in the roster's order.
func (r Roster) PairsOf(u UserID) []Pair {
	var own, supervised []Pair
	for _, t := range r.Teams {
		for _, m := range t.Workers {
			p := Pair{Team: t.ID, Worker: m.User, Supervisor: m.Supervisor}
			switch {
			case !r.Stands(p):
			case p.Worker == u:
				own = append(own, p)
			case p.Supervisor == u:
				supervised = append(supervised, p)
			}
		}
	}
	return append(own, supervised...)
}

// Has reports whether u is one of the two.
func (p Pair) Has(u UserID) bool { return u != "" && (u == p.Worker || u == p.Supervisor) }

// Other returns the other of the two.
func (p Pair) Other(u UserID) UserID {
	if u == p.Worker {
		return p.Supervisor
	}
	return p.Worker
}

// Side is a side of a pair.
type Side string

// The two sides.
const (
	WorkerSide     Side = "worker"
	SupervisorSide Side = "supervisor"
)

// Of returns who is that side of the pair.
func (p Pair) Of(side Side) UserID {
	if side == WorkerSide {
		return p.Worker
	}
	return p.Supervisor
}
