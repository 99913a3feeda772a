package suggest

import (
	"fmt"
	"math"
	"slices"

	"handrail/peerwork"
)

// recipe is how the suggester learns and when it keeps silent. docs/suggestions.md says what was tried.
type recipe struct {
	ways       ways
	fewest     int     // how many examples must show a thing before it is learnt
	rounds     int     // how often the examples are gone through
	rate       float64 // how far a round moves the weights
	decay      float64 // how far a weight is drawn back to nothing
	silentAt   float32 // silent when "fits nothing" is at least so likely
	leastFirst float32 // silent when the first suggestion would be less likely
	leastOther float32 // a second or third suggestion is at least so likely
}

func usualRecipe() recipe {
	return recipe{fewest: 2, rounds: 14, rate: 0.5, decay: 2e-5, silentAt: 0.5, leastFirst: 0.1, leastOther: 0.02}
}

// width is the room for the weights of one feature: the codes, then "fits nothing", then how much it tells.
const width = 16

// row holds what was learnt about one word, pair or idea.
type row [width]float32

// model is a multinomial logistic regression over the evidence in a note.
type model struct {
	recipe   recipe
	codes    []peerwork.Code
	lex      *lexicon
	spelling *spelling
	features *index
	rows     []row
	bias     row
}

// lesson is an example as numbers.
type lesson struct {
	features []int32
	strength float32 // of each of its features, before rarity
	target   row
}

// learn fits a model to the examples. The same examples give the same model.
func learn(lex *lexicon, examples []Example, rec recipe) (*model, error) {
	m := &model{recipe: rec, codes: suggestable(), lex: lex}
	if len(m.codes) > width-2 {
		return nil, fmt.Errorf("learn from the examples: room for %d codes, found %d", width-2, len(m.codes))
	}
	if len(examples) == 0 {
		return nil, fmt.Errorf("learn from the examples: found none")
	}
	m.chooseFeatures(examples)
	m.fit(m.lessons(examples))
	m.spelling = spellingOf(lex, examples)
	return m, nil
}

func (m *model) none() int { return len(m.codes) }

// rarity is the place in a row that says how much meeting the feature tells: the rarer, the more.
const rarity = width - 1

// chooseFeatures numbers everything that enough examples show.
func (m *model) chooseFeatures(examples []Example) {
	r := &reader{lex: m.lex, ways: m.recipe.ways}
	places, last, shown, names := newIndex(32768), []int{}, []int{}, []uint64{}
	for i, e := range examples {
		for _, f := range r.read(e.Text) {
			at, met := places.find(f.name)
			if !met {
				at = int32(len(names))
				places.put(f.name, at)
				names, last, shown = append(names, f.name), append(last, -1), append(shown, 0)
			}
			if last[at] != i {
				last[at] = i
				shown[at]++
			}
		}
	}
	m.features = newIndex(4096)
	for at, name := range names {
		if shown[at] < m.recipe.fewest {
			continue
		}
		m.features.put(name, int32(len(m.rows)))
		m.rows = append(m.rows, row{rarity: float32(math.Log(float64(1+len(examples)) / float64(1+shown[at])))})
	}
}

func (m *model) lessons(examples []Example) []lesson {
	r := m.newReader()
	lessons := make([]lesson, 0, len(examples))
	for _, e := range examples {
		features, strength := m.featuresOf(r, e.Text, nil)
		l := lesson{features: features, strength: strength}
		for _, c := range e.Codes {
			l.target[slices.Index(m.codes, c)] = 1 / float32(len(e.Codes))
		}
		if len(e.Codes) == 0 {
			l.target[m.none()] = 1
		}
		lessons = append(lessons, l)
	}
	return lessons
}

func (m *model) newReader() *reader {
	return &reader{lex: m.lex, spelling: m.spelling, ways: m.recipe.ways, seen: make([]uint32, len(m.rows))}
}

// featuresOf reads text and appends the number of each feature in it once. The strength makes long and short notes
// weigh the same.
func (m *model) featuresOf(r *reader, text string, into []int32) (features []int32, strength float32) {
	r.reading++
	sum := float32(0)
	for _, f := range r.read(text) {
		at, known := m.features.find(f.name)
		if !known || r.seen[at] == r.reading {
			continue
		}
		r.seen[at] = r.reading
		into = append(into, at)
		tells := m.rows[at][rarity]
		sum += float32(tells * tells)
	}
	if sum == 0 {
		return into, 0
	}
	return into, float32(1 / math.Sqrt(float64(sum)))
}

// fit goes through the lessons by adaptive gradient steps, each round in another but fixed order.
func (m *model) fit(lessons []lesson) {
	steps := make([]row, len(m.rows)+1)
	for round := range m.recipe.rounds {
		stride := strideFor(len(lessons), round)
		for i := range lessons {
			m.step(&lessons[i*stride%len(lessons)], steps)
		}
	}
}

// strideFor returns a number without a common divisor with n, so that steps of it visit each of n once.
func strideFor(n, round int) int {
	stride := (n*(round+3)*7)/23 + 1
	for common(stride, n) != 1 {
		stride++
	}
	return stride
}

func common(a, b int) int {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func (m *model) step(l *lesson, steps []row) {
	likely := m.likelihoods(l.features, l.strength)
	classes := len(m.codes) + 1
	rate, decay := float32(m.recipe.rate), float32(m.recipe.decay)
	for c := range classes {
		likely[c] -= l.target[c]
	}
	for c := range classes {
		move(&m.bias[c], &steps[len(m.rows)][c], likely[c]*0.3, rate, 0)
	}
	for _, at := range l.features {
		w, s := &m.rows[at], &steps[at]
		value := w[rarity] * l.strength
		for c := range classes {
			move(&w[c], &s[c], likely[c]*value, rate, decay)
		}
	}
}

func move(weight, sum *float32, gradient, rate, decay float32) {
	g := gradient + float32(decay**weight)
	*sum += float32(g * g)
	*weight -= float32(rate*g) / (1e-3 + float32(math.Sqrt(float64(*sum))))
}

// likelihoods returns how likely each code is, and after them how likely it is that none fits.
func (m *model) likelihoods(features []int32, strength float32) row {
	sums := m.bias
	classes := len(m.codes) + 1
	for _, at := range features {
		w := &m.rows[at]
		value := w[rarity] * strength
		for c := range classes {
			sums[c] += float32(w[c] * value)
		}
	}
	return softmax(sums, classes)
}

func softmax(sums row, classes int) row {
	top, total := sums[0], float32(0)
	for _, s := range sums[1:classes] {
		top = max(top, s)
	}
	for c := range classes {
		sums[c] = float32(math.Exp(float64(sums[c] - top)))
		total += sums[c]
	}
	for c := range classes {
		sums[c] /= total
	}
	return sums
}

// spellingOf learns the words of the lexicon and of the examples.
func spellingOf(lex *lexicon, examples []Example) *spelling {
	s := newSpelling(4096)
	for _, w := range lex.words {
		s.learn(w, true)
	}
	count := map[string]int{}
	for _, e := range examples {
		for _, w := range splitInto(nil, e.Text, nil) {
			word := e.Text[w.start:w.end]
			count[word]++
			if count[word] == 1 {
				s.learn(letters(word), false)
			}
			if count[word] == 3 {
				s.learn(letters(word), true)
			}
		}
	}
	return s
}

func letters(w string) string {
	var buffer [longestWord]byte
	return string(buffer[:lettersOf(buffer[:], w)])
}
