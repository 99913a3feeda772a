// Package config reads how Handrail is set up: the environment, a YAML file beside it, and teams.yaml. It reports
// every mistake at once, each with its place, what was found, what was expected and an example.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Config is how one Handrail is set up.
type Config struct {
	BotToken       string // SLACK_BOT_TOKEN
	AppToken       string // SLACK_APP_TOKEN; set: Socket Mode
	SigningSecret  string // SLACK_SIGNING_SECRET; set without an app token: HTTP mode
	APIURL         string // SLACK_API_URL; "": Slack's own; with its last slash
	DatabaseURL    string // HANDRAIL_DATABASE_URL
	KeyFile        string // HANDRAIL_KEY_FILE
	Listen         string // HANDRAIL_LISTEN
	MetricsListen  string // HANDRAIL_METRICS_LISTEN; "none": no metrics
	BackupDays     int    // HANDRAIL_BACKUP_DAYS
	AllowRemoteAPI bool   // HANDRAIL_ALLOW_REMOTE_SLACK_API

	Signposts map[string][]string // `signpost:` in the YAML file, by nation or Everywhere; nil: the product's own
}

// Problem is one mistake in a file, a flag or the environment.
type Problem struct {
	Place    string // "teams.yaml:12", "SLACK_API_URL"
	Found    string
	Expected string
	Example  string
}

// String says all of it in one line.
func (p Problem) String() string {
	line := p.Place + ": "
	if p.Found != "" {
		line += "found " + p.Found + "; "
	}
	line += "expected " + p.Expected
	if p.Example != "" {
		line += "; for example " + p.Example
	}
	return line
}

// Problems are all the mistakes of one reading.
type Problems []Problem

// Error says them all, one on each line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.String()
	}
	return strings.Join(lines, "\n")
}

func (ps Problems) orNil() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// setting is one line of the configuration. Set stores a value, or says what was expected.
type setting struct {
	name    string
	secret  bool
	initial string
	example string
	set     func(*Config, string) (expected string)
}

// settings lists the configuration. To add a setting, add a line here.
func settings() []setting {
	return []setting{
		{"SLACK_BOT_TOKEN", true, "", "xoxb-...", func(c *Config, v string) string { return token(&c.BotToken, v, "xoxb-", "a bot token") }},
		{"SLACK_APP_TOKEN", true, "", "xapp-...", func(c *Config, v string) string { return token(&c.AppToken, v, "xapp-", "an app-level token") }},
		{"SLACK_SIGNING_SECRET", true, "", "the 32 characters under Basic Information", func(c *Config, v string) string { return word(&c.SigningSecret, v) }},
		{"HANDRAIL_ALLOW_REMOTE_SLACK_API", false, "false", "true", func(c *Config, v string) string { return yesNo(&c.AllowRemoteAPI, v) }},
		{"SLACK_API_URL", false, "", "http://127.0.0.1:3000/api/", (*Config).setAPIURL},
		{"HANDRAIL_DATABASE_URL", true, "sqlite:handrail.db", "sqlite:handrail.db or postgres://handrail@db.example.org/handrail", func(c *Config, v string) string { return database(&c.DatabaseURL, v) }},
		{"HANDRAIL_KEY_FILE", false, "handrail.key", "/etc/handrail/handrail.key", func(c *Config, v string) string { return word(&c.KeyFile, v) }},
		{"HANDRAIL_LISTEN", false, "127.0.0.1:8080", "127.0.0.1:8080", func(c *Config, v string) string { return listen(&c.Listen, v) }},
		{"HANDRAIL_METRICS_LISTEN", false, "127.0.0.1:9090", "127.0.0.1:9090, or none", func(c *Config, v string) string { return listenOrNone(&c.MetricsListen, v) }},
		{"HANDRAIL_BACKUP_DAYS", false, "35", "35", func(c *Config, v string) string { return days(&c.BackupDays, v) }},
	}
}

// given is where a setting's value stands.
type given struct{ value, place string }

// Load reads the environment, given as os.LookupEnv, and the YAML file that HANDRAIL_CONFIG names. The environment
// wins; an empty variable counts as not set. Its error is a Problems.
func Load(lookup func(string) (string, bool)) (Config, error) {
	var c Config
	values, problems := c.fromFile(lookup)
	for _, s := range settings() {
		if v, ok := lookup(s.name); ok && v != "" {
			values[s.name] = given{v, s.name}
		}
		g, ok := values[s.name]
		if !ok {
			s.set(&c, s.initial)
			continue
		}
		if expected := s.set(&c, g.value); expected != "" {
			problems = append(problems, Problem{g.place, s.shown(g.value), expected, s.example})
		}
	}
	return c, problems.orNil()
}

// shown never shows a secret.
func (s setting) shown(value string) string {
	if s.secret {
		return fmt.Sprintf("%d characters (not shown)", len(value))
	}
	return fmt.Sprintf("%.80q", value)
}

func (c *Config) fromFile(lookup func(string) (string, bool)) (map[string]given, Problems) {
	values := map[string]given{}
	name, ok := lookup("HANDRAIL_CONFIG")
	if !ok || name == "" {
		return values, nil
	}
	content, err := os.ReadFile(name)
	if err != nil {
		return values, Problems{{"HANDRAIL_CONFIG", fmt.Sprintf("%q, which cannot be read (%v)", name, why(err)), "the path of a YAML file", "/etc/handrail/handrail.yaml"}}
	}
	return values, c.readSettings(name, content, values)
}

// why is what the system said, without the path.
func why(err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return of.Err
	}
	return err
}

func (c *Config) readSettings(file string, content []byte, into map[string]given) Problems {
	root, problems := parse(file, content, "HANDRAIL_LISTEN: 127.0.0.1:8080")
	if root == nil {
		return problems
	}
	known, seen := names(), map[string]bool{}
	for _, e := range root.entries() {
		if seen[settingName(e.key)] {
			problems = append(problems, Problem{e.place(), quoted(e.key) + " a second time", "each setting once", ""})
			continue
		}
		seen[settingName(e.key)] = true
		if strings.EqualFold(e.key, "signpost") {
			c.Signposts = map[string][]string{}
			problems = append(problems, signposts(e, c.Signposts)...)
			continue
		}
		name := settingName(e.key)
		if !slices.Contains(known, name) {
			problems = append(problems, Problem{e.place(), fmt.Sprintf("%.60q", e.key), "the name of a setting", strings.Join(append(known, "signpost"), ", ")})
			continue
		}
		text, ok := e.value.scalar()
		if !ok {
			problems = append(problems, Problem{e.place(), "a list or a mapping", "one value", name + ": " + "..."})
			continue
		}
		into[name] = given{text, e.place() + " " + e.key}
	}
	return problems
}

// Unknown returns the names in an environment, given as os.Environ, that begin as ours do and are no setting's: a slip of the
// pen, perhaps. An empty one counts as not set. What Kubernetes adds for a service called handrail is none.
func Unknown(environment []string) []string {
	known := append(names(), "HANDRAIL_CONFIG", "HANDRAIL_TEST_POSTGRES_URL", "HANDRAIL_PORT")
	var unknown []string
	for _, pair := range environment {
		name, value, _ := strings.Cut(pair, "=")
		ours := value != "" && strings.HasPrefix(name, "HANDRAIL_") && !strings.HasPrefix(name, "HANDRAIL_PORT_") && !strings.HasPrefix(name, "HANDRAIL_SERVICE_")
		if ours && !slices.Contains(known, name) {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}

func names() []string {
	var all []string
	for _, s := range settings() {
		all = append(all, s.name)
	}
	return all
}

// settingName takes HANDRAIL_LISTEN, handrail_listen and listen alike.
func settingName(key string) string {
	name := strings.ToUpper(key)
	if slices.Contains(names(), name) {
		return name
	}
	return "HANDRAIL_" + name
}

// parse reads YAML up to its tree. An empty file has no tree and no problem. The example is a line as the file should have.
func parse(file string, content []byte, example string) (*node, Problems) {
	content = bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))
	tree, err := parseTree(content)
	if err != nil {
		return nil, Problems{noYAML(file, err, example)}
	}
	if second := secondOf(tree); second != nil {
		return nil, Problems{{(&node{file, second}).place(), "another document after ---", "one document in a file", ""}}
	}
	if len(tree.Docs) == 0 || tree.Docs[0].Body == nil {
		return nil, nil
	}
	root := &node{file: file, is: tree.Docs[0].Body}
	if _, ok := root.is.(*ast.CommentGroupNode); ok {
		return nil, nil
	}
	if !root.isMapping() {
		return nil, Problems{{root.place(), root.what(), "names with values", example}}
	}
	return root, nil
}

// noYAML says what is wrong, and in which line where the parser tells.
func noYAML(file string, err error, example string) Problem {
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) && syntax.Token != nil {
		return Problem{fmt.Sprintf("%s:%d", file, syntax.Token.Position.Line), "no YAML: " + firstLine(syntax.Message), "a YAML file", example}
	}
	return Problem{file, "no YAML: " + firstLine(err.Error()), "a YAML file", example}
}

// secondOf is what a file says after its first document, which nothing would read; nil where it says no more.
func secondOf(tree *ast.File) ast.Node {
	for _, doc := range tree.Docs[min(1, len(tree.Docs)):] {
		if doc.Body != nil {
			return doc.Body
		}
	}
	return nil
}

// parseTree turns a panic of the parser, which an odd file may cause, into an error.
func parseTree(content []byte) (tree *ast.File, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("it cannot be read")
		}
	}()
	return parser.ParseBytes(content, 0, parser.AllowDuplicateMapKey())
}

func firstLine(s string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(s), "\n")
	return line
}
