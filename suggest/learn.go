package suggest

import (
	"fmt"
	"math"
	"slices"

	"handrail/internal/table"
	"handrail/peerwork"
)

// recipe is how the suggester learns and when it keeps silent. docs/suggestions.md says what was tried.
type recipe struct {
	ways       ways
	headStart  float32 // how much of what plain counting says the weights begin with
	rounds     int     // how often the examples are gone through after that
	rate       float32 // how far a round moves the weights
	ideasTell  float32 // how much an idea of the lexicon tells, where a word tells 1
	silentAt   float32 // silent when "fits nothing" is at least so likely
	leastOther float32 // a second or third suggestion is at least so likely
}

func usualRecipe() recipe {
	return recipe{headStart: 0.6, rounds: 6, rate: 0.3, ideasTell: 2, silentAt: 0.65, leastOther: 0.05}
}

// width is the room for the weights of one feature: the codes, then "fits nothing", then how much it tells.
const width = 16

// row holds what was learnt about one word, pair or idea.
type row [width]float32

// model is a multinomial logistic regression over the evidence in a note, with the counts of naive Bayes as its head start.
type model struct {
	recipe   recipe
	codes    []peerwork.Code
	lex      *lexicon
	spelling *spelling
	features *table.Table
	rows     []row
	bias     row
}

// lesson is an example as numbers.
type lesson struct {
	features []int32
	strength float32 // of each of its features, times what it tells
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
	m.nameFeatures(examples)
	lessons := m.lessons(examples)
	m.count(lessons)
	m.fit(lessons)
	m.settle()
	m.spelling = spellingOf(lex, examples)
	return m, nil
}

func (m *model) none() int { return len(m.codes) }

// The last places in a row: the mean of its weights, and how much meeting the feature tells.
const (
	mean  = width - 2
	tells = width - 1
)

// nameFeatures numbers everything that the examples show.
func (m *model) nameFeatures(examples []Example) {
	r := &reader{lex: m.lex, ways: m.recipe.ways}
	m.features = table.New(10000)
	for _, e := range examples {
		for _, f := range r.read(e.Text) {
			if !m.features.Has(f.name) {
				m.features.Put(f.name, int32(len(m.rows)))
				m.rows = append(m.rows, row{tells: 1})
			}
		}
	}
	for i := range m.lex.ideas {
		if at, met := m.features.Find(ideaName(uint8(i))); met {
			m.rows[at][tells] = m.recipe.ideasTell
		}
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
	found := r.read(text)
	for i, f := range found {
		at, known := m.features.Find(f.name)
		if !known {
			found[i].feature = unknown
			continue
		}
		found[i].feature = at
		if r.seen[at] == r.reading {
			continue
		}
		r.seen[at] = r.reading
		into = append(into, at)
		told := m.rows[at][tells]
		sum += float32(told * told)
	}
	if sum == 0 {
		return into, 0
	}
	return into, float32(1 / math.Sqrt(float64(sum)))
}

// doubt is how many examples' worth of "it tells nothing" is added to what is counted for a feature.
const doubt = 2

// count begins each weight with how much oftener the feature stands in the notes of a class than chance would have it,
// as naive Bayes does.
func (m *model) count(lessons []lesson) {
	classes := len(m.codes) + 1
	counts, sums, all := make([]row, len(m.rows)), make([]float32, len(m.rows)), row{}
	for _, l := range lessons {
		for c := range classes {
			all[c] += l.target[c] / float32(len(lessons))
		}
		for _, at := range l.features {
			sums[at]++
			for c := range classes {
				counts[at][c] += l.target[c]
			}
		}
	}
	for at := range m.rows {
		for c := range classes {
			oftener := (counts[at][c] + doubt) / (float32(all[c]*sums[at]) + doubt)
			m.rows[at][c] = m.recipe.headStart * float32(math.Log(float64(oftener)))
		}
	}
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

// settle works out the means once the weights stand.
func (m *model) settle() {
	for i := range m.rows {
		w, sum := &m.rows[i], float32(0)
		for c := range m.none() + 1 {
			sum += w[c]
		}
		w[mean] = sum / float32(m.none()+1)
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
	for c := range classes {
		likely[c] -= l.target[c]
	}
	for c := range classes {
		move(&m.bias[c], &steps[len(m.rows)][c], likely[c]*0.3, m.recipe.rate)
	}
	for _, at := range l.features {
		w, s := &m.rows[at], &steps[at]
		value := w[tells] * l.strength
		for c := range classes {
			move(&w[c], &s[c], likely[c]*value, m.recipe.rate)
		}
	}
}

// move takes one step against the gradient, shorter the further the weight has been moved before.
func move(weight, sum *float32, gradient, rate float32) {
	*sum += float32(gradient * gradient)
	*weight -= float32(rate*gradient) / (1e-3 + float32(math.Sqrt(float64(*sum))))
}

// likelihoods returns how likely each code is, and after them how likely it is that none fits.
func (m *model) likelihoods(features []int32, strength float32) row {
	sums := m.bias
	classes := len(m.codes) + 1
	for _, at := range features {
		w := &m.rows[at]
		value := w[tells] * strength
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
	s := newSpelling()
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
