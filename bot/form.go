package bot

import (
	"bytes"
	"errors"
)

// form is what is read of a form-encoded body.
type form struct {
	command
	payload string
}

var errBadForm = errors.New("read form: a % without two hexadecimal digits")

// readForm decodes the fields Handrail reads and skips the others. It stands in for url.ParseQuery, which decodes
// all fifteen into a map: this is the path of every command.
func readForm(body []byte) (form, error) {
	var f form
	for len(body) > 0 {
		var pair []byte
		pair, body, _ = bytes.Cut(body, []byte{'&'})
		name, value, _ := bytes.Cut(pair, []byte{'='})
		if err := f.set(string(name), value); err != nil {
			return form{}, err
		}
	}
	return f, nil
}

func (f *form) set(name string, value []byte) (err error) {
	switch name {
	case "team_id":
		f.Team, err = decoded(value)
	case "channel_id":
		f.Channel, err = decoded(value)
	case "user_id":
		f.User, err = decoded(value)
	case "command":
		f.Command, err = decoded(value)
	case "text":
		f.Text, err = decoded(value)
	case "response_url":
		f.ResponseURL, err = decoded(value)
	case "trigger_id":
		f.Trigger, err = decoded(value)
	case "payload":
		f.payload, err = decoded(value)
	}
	return err
}

func decoded(value []byte) (string, error) {
	if bytes.IndexByte(value, '%') < 0 && bytes.IndexByte(value, '+') < 0 {
		return string(value), nil
	}
	out := make([]byte, 0, len(value))
	for i := 0; i < len(value); i++ {
		switch c := value[i]; c {
		case '+':
			out = append(out, ' ')
		case '%':
			if i+2 >= len(value) {
				return "", errBadForm
			}
			high, low := hexDigit(value[i+1]), hexDigit(value[i+2])
			if high < 0 || low < 0 {
				return "", errBadForm
			}
			out = append(out, byte(high<<4|low))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return string(out), nil
}

func hexDigit(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'a' <= c && c <= 'f':
		return int(c-'a') + 10
	case 'A' <= c && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}
