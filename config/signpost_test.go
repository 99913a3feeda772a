package config

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func loadYAML(t *testing.T, yaml string) (Config, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "handrail.yaml")
	if err := os.WriteFile(file, []byte(yaml), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(environment(map[string]string{"HANDRAIL_CONFIG": file}))
}

func TestSignpost(t *testing.T) {
	for name, c := range map[string]struct {
		yaml string
		want map[string][]string
	}{
		"is the product's own unless it is set": {"listen: 127.0.0.1:1\n", nil},
		"holds everywhere as a list": {
			"signpost:\n  - Tell a person now.\n  - >-\n    In an emergency,\n    call 999.\n",
			map[string][]string{Everywhere: {"Tell a person now.", "In an emergency, call 999."}},
		},
		"holds in one nation": {
			"SIGNPOST:\n  GB-SCT: [Call 111.]\n  GB-NIR: [Call 0808 808 8000.]\n",
			map[string][]string{"GB-SCT": {"Call 111."}, "GB-NIR": {"Call 0808 808 8000."}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := loadYAML(t, c.yaml)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.Signposts); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestASignpostThatCannotHelpIsRefused(t *testing.T) {
	for name, c := range map[string]struct{ yaml, want string }{
		"a sentence without a list": {"signpost: Call 999.", `:1: found "Call 999."; expected a list of 1 to 10 sentences`},
		"an empty list":             {"signpost: []", ":1: found a list of 0; expected a list of 1 to 10 sentences"},
		"an unknown nation":         {"signpost:\n  GB: [Call 999.]", `:2: found "GB"; expected one of GB-ENG, GB-SCT, GB-WLS, GB-NIR`},
		"a nation twice":            {"signpost:\n  GB-ENG: [Call 999.]\n  GB-ENG: [Call 999.]", `:3: found "GB-ENG" a second time`},
		"an empty step":             {"signpost:\n  - Call 999.\n  - ''\n", `:3: found ""; expected a sentence`},
		"a step that is a list":     {"signpost: [Call 999., [x]]", ":1: found a list; expected a sentence"},
		"no number at all":          {"signpost: [Tell a person now.]", "found no number to call; expected at least one step with a number"},
		"too much to read":          {"signpost: [" + strings.TrimSuffix(strings.Repeat(strings.Repeat("x", 199)+"1, ", 6), ", ") + "]", "characters in all; expected at most 900"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := loadYAML(t, c.yaml); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v", err)
			}
		})
	}
}
