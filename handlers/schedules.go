package handlers

// scheduleDoors lead to the schedules of a team.
func (d *desk) scheduleDoors() doors {
	return doors{}
}
