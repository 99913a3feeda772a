package mask

// besidePerson reports whether the words before a word with a capital say that it is a person: "with Bronagh",
// "spoke to Bronagh", "saw Bronagh", "thinking of Bronagh".
func (s *scan) besidePerson(i int) bool {
	switch before := s.textAt(i - 1); {
	case is(before, "with"), is(before, "seeing"), is(before, "saw"):
		return true
	case is(before, "to"):
		return s.saidTo(i - 2)
	case is(before, "of"):
		return s.thinksOf(i - 2)
	}
	return false
}

// thinksOf reports whether token i is what people do about a person, before "of".
func (s *scan) thinksOf(i int) bool {
	switch s.textAt(i) {
	case "thinking", "Thinking", "thought", "proud", "Proud", "fond", "afraid", "memory":
		return true
	}
	return false
}

// named reports whether the words before give a name: "called", "named", "name is", "her son".
func (s *scan) named(i int) bool {
	if t := s.tokens[i]; t.gap&(stop|comma|symbol) != 0 {
		return false
	}
	before := s.token(i - 1)
	switch {
	case is(s.textAt(i-1), "named"), is(s.textAt(i-1), "called") && s.token(i-2).word() && !s.token(i-2).is(function):
		return true
	case is(s.textAt(i-1), "is") || is(s.textAt(i-1), "was") || is(s.textAt(i-1), "s"):
		return is(s.textAt(i-2), "name")
	}
	return before.is(relative) && before.gap&stop == 0
}

// calledBy reports whether a person is expected at i, where a capital stands: "met Will", "with Rose", "her son Kai".
func (s *scan) calledBy(i int) bool {
	if s.tokens[i].gap&^(space|symbol|slash) != 0 {
		return false
	}
	before := s.token(i - 1)
	if before.is(personCue|relative) || s.named(i) {
		return true
	}
	if before.is(function) && is(s.textAt(i-1), "to") {
		return s.saidTo(i - 2)
	}
	if is(s.textAt(i-1), "of") {
		return s.thinksOf(i - 2)
	}
	if s.tokens[i].is(ordinary) {
		return false
	}
	return before.is(withCue) && !before.is(locative) && (s.tokens[i].gap == space || is(s.textAt(i-1), "w")) && !is(s.textAt(i-1), "to")
}

// saidTo reports whether token i is a word for talking, before "to" or "with".
func (s *scan) saidTo(i int) bool {
	switch s.textAt(i) {
	case "chatting", "Chatting", "sitting", "Sitting", "walking", "Walking", "playing", "played", "Played", "cooking", "cooked", "Cooked", "eating",
		"singing", "sang", "laughed", "laughing", "waited", "waiting", "Waited", "stayed", "Stayed", "spent", "hour", "hours", "morning", "afternoon",
		"evening", "day", "breakfast", "dinner", "supper", "Lunch", "Dinner", "Coffee", "Tea", "Brew", "drink", "pint", "smoke", "fag", "stroll", "wander",
		"natter", "texting", "writing", "Writing", "Listening", "catching", "visits", "phonecall":
		return true
	case "spoke", "talked", "chatted", "spoken", "talking", "speaking", "listened", "listening", "Spoke", "Talked", "Chatted",
		"sat", "worked", "met", "walked", "walk", "was", "been", "chat", "lunch", "coffee", "tea", "up", "Sat", "Worked", "working",
		"talk", "speak", "session", "next", "close", "time", "visit", "phoned", "cuppa", "brew", "meeting", "wrote", "said", "call", "shift", "am", "were":
		return true
	}
	return false
}

// calledLow reports whether a person is expected at i, where the word is written small: the words before must mean
// people only, and the words after must not go on about a thing.
func (s *scan) calledLow(i int) bool {
	if s.tokens[i].gap&^(space|symbol) != 0 || !s.endsThere(i) {
		return false
	}
	before := s.textAt(i - 1)
	switch {
	case is(before, "with") || is(before, "to") || is(before, "w"):
		return s.saidTo(i - 2)
	case is(before, "named") || is(before, "called"):
		return s.named(i)
	}
	return s.token(i-1).is(personCue) && !s.token(i-1).is(relative) && !is(before, "thanks") && !is(before, "like") && !is(before, "missed") && !is(before, "saw") && !is(before, "meeting")
}

// endsThere reports whether a name may end at i: a small word, a full stop or nothing follows.
func (s *scan) endsThere(i int) bool {
	next := s.token(i + 1)
	return next.gap&^space != 0 && next.gap&hyphen == 0 || next.is(function|says)
}

// beginsList reports whether a sure name with a capital follows after a comma or "and": "Scott, Nuno and Haroon".
func (s *scan) beginsList(i int) bool {
	if !s.tokens[i].has(capital) || s.tokens[i].has(shouted) {
		return false
	}
	next := s.token(i + 1)
	if is(s.textAt(i+1), "and") && next.gap == space {
		next = s.token(i + 2)
	} else if next.gap != comma|space {
		return false
	}
	return next.is(strongFirst) && next.has(capital)
}

// comesFrom reports whether what follows says where somebody is from: "Hyacinth from the lunch club".
func (s *scan) comesFrom(i int) bool {
	return is(s.textAt(i+1), "from") && s.tokens[i+1].gap == space && (is(s.textAt(i+2), "the") || is(s.textAt(i+2), "our") || is(s.textAt(i+2), "my"))
}

// tells reports whether what follows only people did, so that a word in small letters before it is a name: "faith rang".
func (s *scan) tells(i int) bool {
	if s.token(i+1).gap != space {
		return false
	}
	switch s.textAt(i + 1) {
	case "said", "rang", "told", "asked", "phoned", "texted", "messaged", "thanked", "hugged", "laughed", "cried", "smiled":
		return true
	}
	return false
}

// speaks reports whether what follows only people do: "Will said", "Hope rang".
func (s *scan) speaks(i int) bool {
	return s.token(i+1).is(says) && s.tokens[i+1].gap == space && !(is(s.textAt(i+1), "asked") && is(s.textAt(i+2), "for"))
}

// acts reports whether a verb follows.
func (s *scan) acts(i int) bool {
	return s.token(i+1).is(says|does|human) && s.tokens[i+1].gap == space || is(s.textAt(i+1), "and") && s.token(i+2).has(capital)
}

// owns reports whether a person's thing or relative follows: "Rose's mum", "winston's flat".
func (s *scan) owns(i int) bool {
	t := s.token(i + 1)
	if t.gap != apostrophe || t.len() != 1 || t.is(title) {
		return false
	}
	return s.token(i + 2).is(relative | belonging)
}

// hasSurname reports whether a surname with a capital follows.
func (s *scan) hasSurname(i int) bool {
	t := s.token(i + 1)
	return t.word() && t.has(capital) && !t.has(shouted) && s.joined(i+1, space|hyphen) && t.class&anySurname != 0 && !t.is(ordinary|place)
}
