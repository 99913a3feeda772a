package mydata

import (
	"bytes"
	_ "embed"
	"fmt"
	"html/template"
	"strconv"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

//go:embed copy.html
var page string

// HTML returns the copy as one page that needs nothing else: no script, no network. Whatever people wrote or are
// called is shown as it is, and does nothing.
func HTML(c Copy) ([]byte, error) {
	drawn, err := template.New("copy").Funcs(template.FuncMap{
		"day":        func(t time.Time) string { return views.Day(t, c.Zone) },
		"moment":     func(t time.Time) string { return views.Moment(t, c.Zone) },
		"stamp":      func(t time.Time) string { return c.in(t).Format(time.RFC3339) },
		"happened":   func(t time.Time) string { return views.Day(t, t.Location()) },
		"kind":       views.KindName,
		"talk":       views.TalkName,
		"themes":     views.ThemeNames,
		"theme":      func(code peerwork.Code) string { return views.ThemeNames([]peerwork.Code{code}) },
		"boundaries": views.BoundaryNames,
		"noticed":    noticed,
		"days":       days,
		"asks":       func(k peerwork.Kind) bool { return k == peerwork.BoundaryQuestion },
	}).Parse(page)
	if err != nil {
		return nil, fmt.Errorf("read the page of a copy: %w", err)
	}
	var out bytes.Buffer
	if err := drawn.Execute(&out, c); err != nil {
		return nil, fmt.Errorf("draw a copy as a page: %w", err)
	}
	return out.Bytes(), nil
}

func noticed(ids []peerwork.Noticed) string {
	var names []string
	for _, c := range peerwork.Changes() {
		for _, id := range ids {
			if id == c.ID {
				names = append(names, c.Label)
			}
		}
	}
	return peerwork.JoinAnd(names)
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}

// ZoneName is the time zone in which the page tells dates.
func (c Copy) ZoneName() string {
	if c.Zone == nil {
		return "UTC"
	}
	return c.Zone.String()
}
