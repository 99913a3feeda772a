package handlers

type agendaStore interface{}

// agendaDoors lead to the agenda.
func (d *desk) agendaDoors() doors {
	return doors{}
}
