package config

import (
	"bytes"
	"fmt"

	"github.com/goccy/go-yaml"

	"handrail/peerwork"
)

type teamsFile struct {
	Revision int        `yaml:"revision"`
	Admins   []string   `yaml:"admins,flow"`
	K        int        `yaml:"k"`
	Teams    []teamFile `yaml:"teams"`
}

type teamFile struct {
	ID           string         `yaml:"id"`
	Name         string         `yaml:"name"`
	Setting      string         `yaml:"setting"`
	Channel      string         `yaml:"channel"`
	Timezone     string         `yaml:"timezone"`
	Holidays     string         `yaml:"holidays"`
	QuietHours   string         `yaml:"quiet_hours"`
	WorkingHours string         `yaml:"working_hours,omitempty"`
	LineManagers []string       `yaml:"line_managers,flow"`
	Deputies     []string       `yaml:"deputies,flow"`
	Workers      []workerFile   `yaml:"workers"`
	Schedules    []scheduleFile `yaml:"schedules"`

	SafeguardingLead string   `yaml:"safeguarding_lead,omitempty"`
	Signpost         []string `yaml:"signpost,omitempty"`
}

type workerFile struct {
	User       string `yaml:"user"`
	Supervisor string `yaml:"supervisor,omitempty"`
}

type scheduleFile struct {
	ID       string `yaml:"id"`
	Kind     string `yaml:"kind"`
	Cron     string `yaml:"cron"`
	Timezone string `yaml:"timezone,omitempty"`
	Weekends bool   `yaml:"weekends,omitempty"`
	Holidays bool   `yaml:"holidays,omitempty"`
	Every    int    `yaml:"every,omitempty"`
	From     string `yaml:"from,omitempty"`
	Which    string `yaml:"which,omitempty"`
	Paused   bool   `yaml:"paused,omitempty"`
}

// ExportTeams writes a roster as a teams.yaml that ParseTeams reads back.
func ExportTeams(r peerwork.Roster) ([]byte, error) {
	f := teamsFile{Revision: r.Revision, Admins: words(r.Admins), K: r.K, Teams: []teamFile{}}
	for _, t := range r.Teams {
		f.Teams = append(f.Teams, exportTeam(t))
	}
	var out bytes.Buffer
	if err := yaml.NewEncoder(&out, yaml.IndentSequence(true)).Encode(f); err != nil {
		return nil, fmt.Errorf("write teams: %w", err)
	}
	return out.Bytes(), nil
}

func exportTeam(t peerwork.Team) teamFile {
	f := teamFile{
		ID: string(t.ID), Name: t.Name, Setting: string(t.Setting), Channel: t.Channel, Timezone: t.Timezone, Holidays: t.Holidays,
		QuietHours: t.QuietHours.String(), LineManagers: holders(t.LineManagers), Deputies: holders(t.Deputies),
		Workers: []workerFile{}, Schedules: []scheduleFile{}, SafeguardingLead: t.SafeguardingLead, Signpost: t.Signpost,
	}
	if t.WorkingHours != (peerwork.WorkingHours{}) {
		f.WorkingHours = t.WorkingHours.String()
	}
	for _, m := range t.Workers {
		f.Workers = append(f.Workers, workerFile{string(m.User), string(m.Supervisor)})
	}
	for _, s := range t.Schedules {
		zone := s.Timezone
		if zone == t.Timezone {
			zone = ""
		}
		f.Schedules = append(f.Schedules, scheduleFile{
			s.ID, string(s.Kind), s.Cron, zone, s.Weekends, s.Holidays, s.Every, s.From, peerwork.WhichWord(s.Which), s.Paused,
		})
	}
	return f
}

func holders(held []peerwork.Held) []string {
	users := []string{}
	for _, h := range held {
		users = append(users, string(h.User))
	}
	return users
}

func words(users []peerwork.UserID) []string {
	all := []string{}
	for _, u := range users {
		all = append(all, string(u))
	}
	return all
}
