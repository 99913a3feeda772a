package config

import (
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Each of these stores a value and returns "", or returns what was expected.

func word(into *string, v string) string {
	if strings.TrimSpace(v) != v || strings.ContainsAny(v, " \t\r\n") {
		return "no spaces"
	}
	*into = v
	return ""
}

func token(into *string, v, prefix, what string) string {
	if v != "" && (!strings.HasPrefix(v, prefix) || strings.ContainsAny(v, " \t\r\n\"'")) {
		return what + " that begins with " + prefix
	}
	*into = v
	return ""
}

func yesNo(into *bool, v string) string {
	b, err := strconv.ParseBool(strings.ToLower(v))
	if err != nil {
		return "true or false"
	}
	*into = b
	return ""
}

func days(into *int, v string) string {
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 || n > 3650 {
		return "a number of days from 1 to 3650"
	}
	*into = n
	return ""
}

func database(into *string, v string) string {
	path, isSQLite := strings.CutPrefix(v, "sqlite:")
	u, err := url.Parse(v)
	isPostgres := err == nil && (u.Scheme == "postgres" || u.Scheme == "postgresql") && u.Host+u.Path != ""
	if !isPostgres && (!isSQLite || path == "") {
		return "sqlite:PATH or postgres://..."
	}
	*into = v
	return ""
}

func listen(into *string, v string) string {
	_, port, err := net.SplitHostPort(v)
	n, bad := strconv.Atoi(port)
	if err != nil || bad != nil || n < 0 || n > 65535 {
		return "an address and a port"
	}
	*into = v
	return ""
}

func listenOrNone(into *string, v string) string {
	if v == "none" {
		*into = v
		return ""
	}
	return listen(into, v)
}

func (c *Config) setAPIURL(v string) string {
	if v == "" {
		return ""
	}
	u, err := url.Parse(v)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return "an address that begins with http:// or https://"
	}
	if !c.AllowRemoteAPI && !Loopback(u.Hostname()) {
		return "an address on this machine, because the tokens go there (set HANDRAIL_ALLOW_REMOTE_SLACK_API=true to allow another)"
	}
	c.APIURL = strings.TrimRight(v, "/") + "/"
	return ""
}

// Loopback reports whether a host is this machine itself.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Mode says how this configuration connects to Slack: "socket", "http", or "" when it has no way to.
func (c Config) Mode() string {
	switch {
	case c.AppToken != "":
		return "socket"
	case c.SigningSecret != "":
		return "http"
	}
	return ""
}

// CheckSlack reports what is missing to connect to Slack.
func (c Config) CheckSlack() error {
	var missing Problems
	if c.BotToken == "" {
		missing = append(missing, Problem{"SLACK_BOT_TOKEN", "nothing", "the bot token, under OAuth & Permissions of the app in Slack", "xoxb-..."})
	}
	if c.Mode() == "" {
		missing = append(missing, Problem{"SLACK_APP_TOKEN", "neither this nor SLACK_SIGNING_SECRET", "an app-level token for Socket Mode, or the signing secret for HTTP mode", "xapp-..."})
	}
	return missing.orNil()
}

func quoted(s string) string { return fmt.Sprintf("%.60q", s) }
