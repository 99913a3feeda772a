package playground

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// must names required fields; with gives the rule of each field that may stand.
type (
	must []string
	with map[string]rule
)

// interactive adds what every interactive element may have.
func interactive(fields with) with {
	fields["action_id"], fields["confirm"] = str(1, 255), confirm
	return fields
}

// shape checks a block or element: its type, an optional block_id, the required fields, the others, and no more.
func shape(required must, fields with) rule {
	all := with{"type": str(1, 255), "block_id": str(1, 255)}
	for name, r := range fields {
		all[name] = r
	}
	return shapeWithoutType(required, all)
}

func shapeWithoutType(required must, fields with) rule {
	return func(c *check, at string, value any) {
		given, is := value.(map[string]any)
		if !is {
			c.fail(at, "must be an object")
			return
		}
		for _, name := range required {
			if given[name] == nil {
				c.fail(at, "missing required field: %s", name)
			}
		}
		for _, name := range sortedNames(given) {
			c.field(at, name, given[name], fields)
		}
	}
}

func (c *check) field(at, name string, value any, fields with) {
	r, known := fields[name]
	if !known {
		c.fail(at, "invalid additional property: %s", name)
		return
	}
	if value != nil {
		r(c, at+"/"+name, value)
	}
}

func sortedNames(fields map[string]any) []string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func anything(*check, string, any) {}

func boolean(c *check, at string, value any) {
	if _, is := value.(bool); !is {
		c.fail(at, "must be a boolean")
	}
}

// str checks a string's length in characters.
func str(least, most int) rule {
	return func(c *check, at string, value any) {
		s, is := value.(string)
		length := utf8.RuneCountInString(s)
		switch {
		case !is:
			c.fail(at, "must be a string")
		case length < least:
			c.fail(at, "must be more than %d characters", least-1)
		case length > most:
			c.fail(at, "must be less than %d characters", most+1)
		}
	}
}

func like(pattern string) rule {
	return func(c *check, at string, value any) {
		s, _ := value.(string)
		if !regexp.MustCompile(pattern).MatchString(s) {
			c.fail(at, "does not match the expected format")
		}
	}
}

func oneOf(allowed ...string) rule {
	return func(c *check, at string, value any) {
		s, _ := value.(string)
		if !slices.Contains(allowed, s) {
			c.fail(at, "value %q is not one of %s", s, strings.Join(allowed, ", "))
		}
	}
}

func whole(least, most float64) rule {
	return func(c *check, at string, value any) {
		n, is := value.(float64)
		if !is || n != float64(int64(n)) || n < least || n > most {
			c.fail(at, "must be a whole number from %v to %v", int64(least), int64(most))
		}
	}
}

// list checks the length of an array and each of its items.
func list(least, most int, each rule) rule {
	return func(c *check, at string, value any) {
		items, is := value.([]any)
		switch {
		case !is:
			c.fail(at, "must be an array")
			return
		case len(items) > most:
			c.fail(at, "no more than %d items allowed", most)
		case len(items) < least:
			c.fail(at, "no fewer than %d items allowed", least)
		}
		for i, item := range items {
			each(c, fmt.Sprintf("%s/%d", at, i), item)
		}
	}
}

// plain checks a plain_text object.
func plain(most int) rule { return textObject(most, "plain_text") }

// text checks a plain_text or mrkdwn object.
func text(most int) rule { return textObject(most, "plain_text", "mrkdwn") }

func textObject(most int, kinds ...string) rule {
	return func(c *check, at string, value any) {
		fields, _ := value.(map[string]any)
		kind, _ := fields["type"].(string)
		if !slices.Contains(kinds, kind) {
			c.fail(at+"/type", "must be one of %s", strings.Join(kinds, ", "))
			return
		}
		extra := with{"emoji": boolean}
		if kind == "mrkdwn" {
			extra = with{"verbatim": boolean}
		}
		extra["type"], extra["text"] = str(1, 20), str(1, most)
		shapeWithoutType(must{"text"}, extra)(c, at, value)
	}
}
