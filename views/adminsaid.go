package views

import (
	"fmt"

	"handrail/peerwork"
)

// Remark says in a sentence what may stand of a team, and should be known.
func Remark(r peerwork.Remark, name string) string {
	switch r.Kind {
	case peerwork.NoManager:
		return "It has no line manager yet. Nobody gets its digest."
	case peerwork.NoWorkers:
		return "It has no peer workers yet."
	case peerwork.NoSupervisor:
		return name + " has no supervisor yet."
	case peerwork.InTwoTeams:
		return fmt.Sprintf("%s is in %s as well. That can be.", name, Name(r.Team))
	default:
		return name + " is line manager and supervisor. That can be. Some people speak more openly with somebody else."
	}
}

// Misfit says in a sentence what cannot stand of a team, beside the box it is in.
func Misfit(m peerwork.Misfit, name string) string {
	if name != "" {
		return fmt.Sprintf("%s is here as %s. Please choose %s.", name, m.Found, m.Want)
	}
	return fmt.Sprintf("This is %s. Please choose %s.", m.Found, m.Want)
}
