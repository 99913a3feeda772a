package playground

import (
	"fmt"
	"slices"
	"strings"
)

// offered checks that whom and what a person chose in Slack's own menus of people and channels is offered there.
func (s *Server) offered(p Person, blocks []any, values state) error {
	for _, b := range blocks {
		block, _ := b.(map[string]any)
		for _, element := range elementsOf(block) {
			blockID, _ := block["block_id"].(string)
			actionID, _ := element["action_id"].(string)
			if err := s.offers(p, element, values[blockID][actionID]); err != nil {
				return fmt.Errorf("%s/%s: %w", blockID, actionID, err)
			}
		}
	}
	return nil
}

func (s *Server) offers(p Person, element, entry map[string]any) error {
	kind, _ := element["type"].(string)
	if !strings.HasSuffix(kind, "s_select") {
		return nil
	}
	what := strings.TrimPrefix(kind, "multi_")
	field := valueField(kind)
	began := idsIn(initialOf(element, field))
	for _, id := range idsIn(entry[field]) {
		if slices.Contains(began, id) {
			continue // what stood there may stay, though it is not offered any more
		}
		switch what {
		case "users_select":
			if who, known := s.person(id); !known || who.Deleted {
				return fmt.Errorf("the person %q is not offered", id)
			}
		case "channels_select", "conversations_select":
			if !s.offersRoom(p, what, element, id) {
				return fmt.Errorf("the conversation %q is not offered", id)
			}
		}
	}
	return nil
}

// idsIn returns what is chosen, whether one or several may be.
func idsIn(value any) []string {
	if one, is := value.(string); is && one != "" {
		return []string{one}
	}
	var ids []string
	list, _ := value.([]any)
	for _, each := range list {
		if id, is := each.(string); is {
			ids = append(ids, id)
		}
	}
	return ids
}

// offersRoom reports whether a menu offers a conversation: one that the person can see, of a kind that its filter lets
// through, and not archived.
func (s *Server) offersRoom(p Person, what string, element map[string]any, id string) bool {
	r := s.rooms[id]
	if r == nil || !r.open(p.ID) || r.archived {
		return false
	}
	kind := "public"
	switch {
	case r.im:
		kind = "im"
	case r.private:
		kind = "private"
	}
	if what == "channels_select" {
		return kind == "public"
	}
	filter, _ := element["filter"].(map[string]any)
	include, limited := filter["include"].([]any)
	return !limited || slices.Contains(include, any(kind))
}
