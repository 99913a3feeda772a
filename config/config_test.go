package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func environment(vars map[string]string) func(string) (string, bool) {
	return func(name string) (string, bool) {
		v, ok := vars[name]
		return v, ok
	}
}

func defaults() Config {
	return Config{DatabaseURL: "sqlite:handrail.db", KeyFile: "handrail.key", Listen: "127.0.0.1:8080", MetricsListen: "127.0.0.1:9090", BackupDays: 35}
}

func TestLoad(t *testing.T) {
	file := filepath.Join(t.TempDir(), "handrail.yaml")
	yaml := "# how we run it\nSLACK_BOT_TOKEN: xoxb-from-file\nlisten: 127.0.0.1:8081\nhandrail_backup_days: 14\n"
	if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name string
		vars map[string]string
		want func(*Config)
	}{
		{"has defaults for everything but the tokens", nil, func(*Config) {}},
		{"takes an empty variable for one that is not set", map[string]string{"HANDRAIL_LISTEN": ""}, func(*Config) {}},
		{"reads the file that HANDRAIL_CONFIG names", map[string]string{"HANDRAIL_CONFIG": file}, func(c *Config) {
			c.BotToken, c.Listen, c.BackupDays = "xoxb-from-file", "127.0.0.1:8081", 14
		}},
		{"lets the environment win over the file", map[string]string{"HANDRAIL_CONFIG": file, "SLACK_BOT_TOKEN": "xoxb-env", "HANDRAIL_BACKUP_DAYS": "7"}, func(c *Config) {
			c.BotToken, c.Listen, c.BackupDays = "xoxb-env", "127.0.0.1:8081", 7
		}},
		{"takes SLACK_API_URL without its last slash", map[string]string{"SLACK_API_URL": "http://127.0.0.1:3000/api"}, func(c *Config) {
			c.APIURL = "http://127.0.0.1:3000/api/"
		}},
		{"takes SLACK_API_URL with its last slash", map[string]string{"SLACK_API_URL": "http://localhost:3000/api/"}, func(c *Config) {
			c.APIURL = "http://localhost:3000/api/"
		}},
		{"takes a remote SLACK_API_URL when that is allowed", map[string]string{"SLACK_API_URL": "https://slack.example.org/api", "HANDRAIL_ALLOW_REMOTE_SLACK_API": "true"}, func(c *Config) {
			c.APIURL, c.AllowRemoteAPI = "https://slack.example.org/api/", true
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			want := defaults()
			tt.want(&want)
			got, err := Load(environment(tt.vars))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestLoadReportsEveryMistakeAtOnce(t *testing.T) {
	file := filepath.Join(t.TempDir(), "handrail.yaml")
	if err := os.WriteFile(file, []byte("listen: 8080\ncolour: green\nbackup_days: [1]\nHANDRAIL_LISTEN: 127.0.0.1:8080\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := Load(environment(map[string]string{
		"HANDRAIL_CONFIG": file, "SLACK_BOT_TOKEN": "xapp-wrong-way-round", "SLACK_API_URL": "http://slack.example.org/api/",
		"HANDRAIL_DATABASE_URL": "mysql://db", "HANDRAIL_METRICS_LISTEN": "nowhere",
	}))
	if err == nil {
		t.Fatal("no mistake was reported")
	}
	for _, want := range []string{
		file + ":1 listen: found \"8080\"; expected an address and a port; for example 127.0.0.1:8080",
		file + ":2: found \"colour\"; expected the name of a setting",
		file + ":3: found a list or a mapping",
		file + `:4: found "HANDRAIL_LISTEN" a second time; expected each setting once`,
		"SLACK_BOT_TOKEN: found 20 characters (not shown); expected a bot token that begins with xoxb-",
		"SLACK_API_URL: found \"http://slack.example.org/api/\"; expected an address on this machine",
		"HANDRAIL_DATABASE_URL: found 10 characters (not shown); expected sqlite:PATH or postgres://...",
		"HANDRAIL_METRICS_LISTEN: found \"nowhere\"",
	} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("missing %q in\n%v", want, err)
		}
	}
	if strings.Contains(err.Error(), "wrong-way-round") {
		t.Error("a secret is shown")
	}
}

func TestUnknownNamesSlipsOfThePen(t *testing.T) {
	got := Unknown([]string{
		"HANDRAIL_LISTEN=127.0.0.1:1", "HANDRAIL_KEYFILE=x", "HANDRAIL_DB_URL=y", "HANDRAIL_CONFIG=z", "HANDRAIL_TEST_POSTGRES_URL=p", "PATH=/bin", "HANDRAIL_OLD=", "SLACK_TEAM=t",
		"HANDRAIL_PORT=tcp://10.0.0.1:80", "HANDRAIL_PORT_80_TCP_ADDR=10.0.0.1", "HANDRAIL_SERVICE_HOST=10.0.0.1",
	})
	if diff := cmp.Diff([]string{"HANDRAIL_DB_URL", "HANDRAIL_KEYFILE"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestLoadSaysWhyAFileCannotBeTaken(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "handrail.yaml")
	for name, tt := range map[string]struct{ names, content, want string }{
		"it is not there":          {filepath.Join(folder, "none.yaml"), "", `none.yaml", which cannot be read (no such file or directory); expected`},
		"it is a folder":           {folder, "", `", which cannot be read (is a directory); expected`},
		"it is no YAML":            {file, "listen: [a\nb: c\n", file + ":2: found no YAML: "},
		"it is a list":             {file, "- a\n", file + ":1: found a list; expected names with values; for example HANDRAIL_LISTEN: 127.0.0.1:8080"},
		"it goes on after an end":  {file, "listen: 127.0.0.1:1\n---\nbackup_days: 3\n", file + ":3: found another document after ---; expected one document in a file"},
		"a setting is there twice": {file, "listen: 127.0.0.1:1\nlisten: 127.0.0.1:2\n", file + `:2: found "listen" a second time`},
	} {
		t.Run(name, func(t *testing.T) {
			if err := os.WriteFile(file, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			_, err := Load(environment(map[string]string{"HANDRAIL_CONFIG": tt.names}))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestCheckSlack(t *testing.T) {
	tests := []struct {
		name   string
		config Config
		mode   string
		wants  string
	}{
		{"takes Socket Mode when there is an app token", Config{BotToken: "xoxb-1", AppToken: "xapp-1", SigningSecret: "s"}, "socket", ""},
		{"takes HTTP mode when there is only a signing secret", Config{BotToken: "xoxb-1", SigningSecret: "s"}, "http", ""},
		{"asks for a bot token", Config{AppToken: "xapp-1"}, "socket", "SLACK_BOT_TOKEN"},
		{"refuses to start with neither an app token nor a signing secret", Config{BotToken: "xoxb-1"}, "", "SLACK_SIGNING_SECRET"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.config.Mode(); got != tt.mode {
				t.Errorf("mode %q, want %q", got, tt.mode)
			}
			err := tt.config.CheckSlack()
			if (err == nil) != (tt.wants == "") || err != nil && !strings.Contains(err.Error(), tt.wants) {
				t.Errorf("got %v, want %q", err, tt.wants)
			}
		})
	}
}
