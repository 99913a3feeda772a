// Package prompts holds the question bank and the choice of the next question.
//
// Adding a prompt is one entry in a data file: bank/*.yaml, one file for each theme, for boundary questions, for
// each setting and for each format. Load reads them all and names every mistake with its file and line.
//
// An entry has these fields:
//
//	id         stable for ever, small letters and hyphens: r2-less-alone
//	text       one or two short sentences in plain English, at most 160 characters
//	theme      relationship, role-modelling, engagement or outside the role; with sub_theme only
//	sub_theme  R1 to E4, or X
//	boundary   B1 to B10, instead of theme and sub_theme
//	settings   the settings the question makes sense in; left out, it makes sense everywhere
//	format     quick, pre-supervision, co-reflection or group
//	step       the step of the reflective model, see Step
//	depth      1 easy to answer, 2 takes a minute of thought, 3 takes time and some trust
//	balance    strength or difficulty
//	status     active, or retired: kept for those who answered it, never asked again
//
// The text of a prompt that was asked is never changed. Retire it, and add a new one.
//
// The choice leans on what was asked least, and knows nothing of what was written, so that a question says nothing about
// anybody's notes.
package prompts
