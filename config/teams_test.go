package config

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
)

func rules() Rules {
	return Rules{
		Holidays: []string{"GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR", "none"},
		Schedule: func(s peerwork.Schedule) error {
			if s.Which == 4 {
				return errors.New("it never comes")
			}
			return nil
		},
		Cron: func(s string) error {
			if len(strings.Fields(s)) != 5 {
				return errors.New("not five fields")
			}
			return nil
		},
	}
}

const wholeFile = `
revision: 7
admins: [U0ADM]
k: 6
teams:
  - id: riverside
    name: Riverside crisis house
    setting: crisis-house
    channel: C02SUP
    timezone: Europe/London
    holidays: GB-ENG
    quiet_hours: "20:00-07:30"
    working_hours: "Tue-Sat 08:30-16:30"
    safeguarding_lead: "Ada Bell,  020 7946 0000"
    signpost: [Tell a person now., "Call 999."]
    line_managers: [U0MGR]
    deputies: [U0DEP]          # asked when a supervisor has not answered
    workers:
      - {user: U01SAM, supervisor: U0SUP}
      - user: U02LEE
    schedules:
      - {id: friday, kind: team-prompt, cron: "0 10 * * FRI", timezone: Europe/Dublin, weekends: true}
      - {id: fortnight, kind: member-prompt, cron: "30 15 * * THU", every: 2, from: 2026-11-19}
      - {id: last-friday, kind: team-prompt, cron: "0 16 * * FRI", which: last, holidays: true, paused: true}
`

func TestParseTeamsReadsEveryField(t *testing.T) {
	got, err := ParseTeams("teams.yaml", []byte(wholeFile), rules())
	if err != nil {
		t.Fatal(err)
	}
	want := peerwork.Roster{Admins: []peerwork.UserID{"U0ADM"}, K: 6, Teams: []peerwork.Team{{
		ID: "riverside", Name: "Riverside crisis house", Setting: "crisis-house", Channel: "C02SUP", Timezone: "Europe/London", Holidays: "GB-ENG",
		QuietHours: peerwork.QuietHours{From: 20 * 60, Until: 7*60 + 30}, WorkingHours: peerwork.WorkingHours{Days: peerwork.DaysOf(2, 3, 4, 5, 6), From: 8*60 + 30, Until: 16*60 + 30}, LineManagers: []peerwork.Held{{User: "U0MGR"}}, Deputies: []peerwork.Held{{User: "U0DEP"}},
		SafeguardingLead: "Ada Bell, 020 7946 0000", Signpost: []string{"Tell a person now.", "Call 999."},
		Workers: []peerwork.Member{{User: "U01SAM", Supervisor: "U0SUP"}, {User: "U02LEE"}},
		Schedules: []peerwork.Schedule{
			{ID: "friday", Team: "riverside", Kind: peerwork.TeamPrompt, Cron: "0 10 * * FRI", Timezone: "Europe/Dublin", Weekends: true},
			{ID: "fortnight", Team: "riverside", Kind: peerwork.MemberPrompt, Cron: "30 15 * * THU", Timezone: "Europe/London", Every: 2, From: "2026-11-19"},
			{ID: "last-friday", Team: "riverside", Kind: peerwork.TeamPrompt, Cron: "0 16 * * FRI", Timezone: "Europe/London", Which: peerwork.Last, Holidays: true, Paused: true},
		},
	}}}
	if diff := cmp.Diff(want, got.Roster); diff != "" {
		t.Error(diff)
	}
	if got.Revision != 7 || got.Lines["U01SAM"] != 19 {
		t.Errorf("revision %d, U01SAM in line %d", got.Revision, got.Lines["U01SAM"])
	}
}

func TestParseTeamsFillsInDefaults(t *testing.T) {
	got, err := ParseTeams("teams.yaml", []byte("teams:\n- {id: a, name: A, channel: C02SUP, line_managers: [U0MGR], workers: [{user: U01SAM}]}\n"), rules())
	if err != nil {
		t.Fatal(err)
	}
	team := got.Roster.Teams[0]
	if got.Revision != -1 || got.Roster.K != 5 || team.Timezone != "Europe/London" || team.Holidays != "GB-ENG" || team.QuietHours.String() != "19:00-08:00" {
		t.Errorf("got %+v", got)
	}
	if diff := cmp.Diff(DefaultSchedules("a", "Europe/London"), team.Schedules); diff != "" {
		t.Error(diff)
	}
}

func TestParseTeamsReportsEveryMistakeWithItsLine(t *testing.T) {
	const bad = `admins: U0ADM
k: 3
colour: green
teams:
  - id: River Side
    name: ""
    setting: hospital
    channel: "#general"
    timezone: Europe/Lundon
    holidays: FR
    quiet_hours: late
    line_managers: [jo]
    workers:
      - {user: U01SAM, supervisor: U01SAM}
      - {user: U02LEE}
      - {user: U02LEE}
      - {supervisor: U0SUP}
    schedules:
      - {id: a, kind: poem, cron: "whenever"}
      - {id: a, kind: digest, cron: "0 9 * * MON"}
      - {id: b, kind: digest, cron: "0 9 * * MON", every: 2}
      - {id: c, kind: digest, cron: "0 9 * * MON", every: 13, from: soon, which: fifth}
      - {id: d, kind: team-prompt, cron: "0 9 * * MON", from: 2026-11-19}
      - {id: e, kind: team-prompt, cron: "0 9 * * MON", every: 2, from: 2026-11-19, which: last}
      - {id: f, kind: team-prompt, cron: "0 9 * * MON", which: fourth}
  - id: second
    name: Second
    channel: C03TWO
    line_managers: []
  - {id: third, id: third, name: Third, channel: C03TWO, line_managers: [], workers: []}
  - {id: third, name: Third, channel: C03TWO, line_managers: [], workers: []}
`
	_, err := ParseTeams("teams.yaml", []byte(bad), rules())
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatalf("got %v", err)
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.Place+" "+p.Found)
	}
	want := []string{
		`teams.yaml:1 "U0ADM"`, `teams.yaml:2 3`, `teams.yaml:3 the name "colour"`,
		`teams.yaml:5 "River Side"`, `teams.yaml:6 ""`, `teams.yaml:7 "hospital"`, `teams.yaml:8 "#general"`, `teams.yaml:9 "Europe/Lundon"`,
		`teams.yaml:10 "FR"`, `teams.yaml:11 "late"`, `teams.yaml:12 "jo"`,
		`teams.yaml:14 "U01SAM" as their own supervisor`, `teams.yaml:16 "U02LEE" a second time`, `teams.yaml:17 a peer worker without user`,
		`teams.yaml:19 "poem"`, `teams.yaml:19 "whenever"`, `teams.yaml:20 the schedule "a" a second time`,
		`teams.yaml:21 every without from`, `teams.yaml:22 "13"`, `teams.yaml:22 "soon"`, `teams.yaml:22 "fifth"`, `teams.yaml:22 a second digest`,
		`teams.yaml:23 from without every`, `teams.yaml:24 every and which together`, `teams.yaml:25 "f"`,
		`teams.yaml:26 a team without workers`, `teams.yaml:30 "id" a second time`, `teams.yaml:31 the team "third" a second time`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseTeamsRefusesWhatIsNoFile(t *testing.T) {
	for name, content := range map[string]string{
		"an empty file": "", "only a comment": "# nothing yet\n", "a list": "- a\n", "broken YAML": "teams: [", "no teams": "k: 5\n",
		"a word": "riverside", "two documents": "teams: []\n---\nteams: []\n", "binary": "\x00\x01\x02",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ParseTeams("teams.yaml", []byte(content), rules()); err == nil {
				t.Error("was taken")
			}
		})
	}
}

func TestExportTeamsReadsBack(t *testing.T) {
	first, err := ParseTeams("teams.yaml", []byte(wholeFile), rules())
	if err != nil {
		t.Fatal(err)
	}
	first.Roster.Revision = 8
	first.Roster.Teams = append(first.Roster.Teams, peerwork.Team{
		ID: "empty", Name: `yes: "no" # & <x>`, Setting: "day-service", Channel: "C03TWO", Timezone: "Europe/Paris", Holidays: "none",
	})
	content, err := ExportTeams(first.Roster)
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseTeams("again.yaml", content, rules())
	if err != nil {
		t.Fatalf("%v\n%s", err, content)
	}
	again.Roster.Revision = again.Revision
	if diff := cmp.Diff(first.Roster, again.Roster); diff != "" {
		t.Errorf("%s\n%s", diff, content)
	}
}

func TestIntoChangesOnlyWhatTheFileNames(t *testing.T) {
	since := time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)
	before := peerwork.Roster{Revision: 3, Admins: []peerwork.UserID{"U0OLD"}, K: 7, Teams: []peerwork.Team{
		{ID: "a", Name: "A before"}, {ID: "b", Name: "B", LineManagers: []peerwork.Held{{User: "U0MGR", Since: since}}},
	}}
	file := Teams{Roster: peerwork.Roster{K: 5, Teams: []peerwork.Team{{ID: "a", Name: "A after"}, {ID: "c", Name: "C"}}}}
	want := before
	want.Teams = []peerwork.Team{{ID: "a", Name: "A after"}, before.Teams[1], {ID: "c", Name: "C"}}
	if diff := cmp.Diff(want, file.Into(before)); diff != "" {
		t.Error(diff)
	}
	if before.Teams[0].Name != "A before" {
		t.Error("the roster given was changed")
	}
}

func FuzzParseTeams(f *testing.F) {
	f.Add([]byte(wholeFile))
	f.Fuzz(func(t *testing.T, content []byte) {
		teams, err := ParseTeams("teams.yaml", content, rules())
		if err == nil && len(teams.Roster.Teams) == 0 && !strings.Contains(string(content), "teams") {
			t.Error("a file without teams was taken")
		}
	})
}
