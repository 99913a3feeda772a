package suggest

import (
	"math"
	"testing"
)

// BenchmarkMethods keeps the evidence of docs/suggestions.md: the same cross-validation for other methods, for the method
// without one of its parts, and on notes with slips of the finger put in. Its table takes some seconds: go test -run none -bench Methods -benchtime 1x.
func BenchmarkMethods(t *testing.B) {
	examples, _ := readAll(t)
	chosen := crossed(t, examples, usualRecipe(), asWritten)
	t.Log("as chosen:", chosen)
	t.Log("as chosen, slips put in:", crossed(t, examples, usualRecipe(), withSlips))

	without := func(name string, change func(*recipe), written func(string) string) {
		rec := usualRecipe()
		change(&rec)
		t.Log(name+":", crossed(t, examples, rec, written))
	}
	without("without pairs of words", func(r *recipe) { r.ways.noPairsOfWords = true }, asWritten)
	without("without ideas", func(r *recipe) { r.ways.noIdeas = true }, asWritten)
	without("without pairs of ideas", func(r *recipe) { r.ways.noPairsOfIdeas = true }, asWritten)
	without("without spelling", func(r *recipe) { r.ways.noSpelling = true }, asWritten)
	without("without spelling, slips put in", func(r *recipe) { r.ways.noSpelling = true }, withSlips)
	without("counts alone (naive Bayes)", func(r *recipe) { r.headStart, r.rounds = 1, 0 }, asWritten)
	without("regression alone", func(r *recipe) { r.headStart, r.rounds = 0, 14 }, asWritten)

	centroids := crossedCentroids(t, examples)
	t.Log("nearest centroid:", centroids)
	if chosen.FirstTheme <= centroids.FirstTheme {
		t.Error("the chosen method is no better than the nearest centroid")
	}
}

func asWritten(text string) string { return text }

// withSlips swaps, drops or changes a letter inside a word about every eleven letters, always the same ones.
func withSlips(text string) string {
	b := []byte(text)
	inside := func(i int) bool { return i > 0 && i+1 < len(b) && isLower(b[i-1]) && isLower(b[i]) && isLower(b[i+1]) }
	for i := 7 + len(text)%5; i < len(b); i += 11 {
		switch {
		case !inside(i):
		case i%3 == 0:
			b[i], b[i+1] = b[i+1], b[i]
		case i%3 == 1:
			b = append(b[:i], b[i+1:]...)
		default:
			b[i] = 'a' + (b[i]-'a'+3)%26
		}
	}
	return string(b)
}

func isLower(b byte) bool { return b >= 'a' && b <= 'z' }

func crossed(t testing.TB, examples []Example, rec recipe, written func(string) string) Figures {
	t.Helper()
	var all Figures
	for part := range Parts {
		rest, judged := deal(examples, Parts, part)
		s, err := learntFrom(rest, rec)
		if err != nil {
			t.Fatal(err)
		}
		for i := range judged {
			judged[i].Text = written(judged[i].Text)
		}
		all = all.plus(Evaluate(s, judged))
	}
	return all
}

// crossedCentroids judges the simplest method on the same evidence: the class whose mean note is nearest by angle.
func crossedCentroids(t testing.TB, examples []Example) Figures {
	t.Helper()
	var all Figures
	for part := range Parts {
		rest, judged := deal(examples, Parts, part)
		s, err := learntFrom(rest, usualRecipe())
		if err != nil {
			t.Fatal(err)
		}
		m := s.model
		lessons := m.lessons(rest)
		m.toCentroids(lessons)
		for _, l := range m.lessons(judged) {
			likely := m.likelihoods(l.features, l.strength)
			var suggested []Suggestion
			if likely[m.none()] < likely[m.likeliest(&likely, nil)] {
				m.recipe.silentAt = 1
				suggested = m.choose(&likely)
			}
			all.count(judged[0].Codes, suggested)
			judged = judged[1:]
		}
	}
	return all
}

// toCentroids puts, for each class, the mean of its notes, made as long as the others', in place of the weights.
func (m *model) toCentroids(lessons []lesson) {
	classes := len(m.codes) + 1
	var squares [width]float64
	for at := range m.rows {
		m.rows[at] = row{tells: m.rows[at][tells]}
	}
	m.bias = row{}
	for _, l := range lessons {
		for _, at := range l.features {
			for c := range classes {
				m.rows[at][c] += l.target[c] * l.strength * m.rows[at][tells]
			}
		}
	}
	for _, w := range m.rows {
		for c := range classes {
			squares[c] += float64(w[c]) * float64(w[c])
		}
	}
	for at := range m.rows {
		for c := range classes {
			m.rows[at][c] = 4 * m.rows[at][c] / float32(math.Sqrt(squares[c]))
		}
	}
}
