package playground

import "testing"

func TestWhatPeopleTypeIsDeliveredAsSlackDeliversIt(t *testing.T) {
	s := New(workspaceForTests())
	for name, c := range map[string]struct{ typed, message, command string }{
		"the three characters":         {`a & b < c > d`, "a &amp; b &lt; c &gt; d", "a &amp; b &lt; c &gt; d"},
		"a handle":                     {"hello @jo!", "hello <@U0MGR>!", "hello <@U0MGR|jo>!"},
		"a handle at a sentence's end": {"ask @jo.", "ask <@U0MGR>.", "ask <@U0MGR|jo>."},
		"an id":                        {"<@U0MGR> said", "<@U0MGR> said", "<@U0MGR|jo> said"},
		"an unknown id":                {"<@U0XXX>", "&lt;@U0XXX&gt;", "&lt;@U0XXX&gt;"},
		"an unknown handle":            {"@everybody", "@everybody", "@everybody"},
		"a channel":                    {"in #peer-team", "in <#C02SUP|peer-team>", "in <#C02SUP|peer-team>"},
		"a web address":                {"see http://a.example/?a=1&b=2 now", "see <http://a.example/?a=1&amp;b=2> now", "see <http://a.example/?a=1&amp;b=2> now"},
		"a broadcast somebody typed":   {"<!channel>", "&lt;!channel&gt;", "&lt;!channel&gt;"},
		"an e-mail address":            {"sam@jo.example", "sam@jo.example", "sam@jo.example"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := s.wording(false).deliver(c.typed); got != c.message {
				t.Errorf("as a message %q, want %q", got, c.message)
			}
			if got := s.wording(true).deliver(c.typed); got != c.command {
				t.Errorf("in a command %q, want %q", got, c.command)
			}
		})
	}
}
