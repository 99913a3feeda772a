package config

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"
)

// node is a place in a YAML file.
type node struct {
	file string
	is   ast.Node
}

// entry is a name with its value.
type entry struct {
	key   string
	line  int
	value *node
}

func (e entry) place() string { return fmt.Sprintf("%s:%d", e.value.file, e.line) }

func (n *node) place() string { return fmt.Sprintf("%s:%d", n.file, n.line()) }

func (n *node) line() int { return n.is.GetToken().Position.Line }

func (n *node) isMapping() bool {
	switch n.plain().(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return true
	}
	return false
}

// plain takes anchors and tags off.
func (n *node) plain() ast.Node {
	switch is := n.is.(type) {
	case *ast.AnchorNode:
		return is.Value
	case *ast.TagNode:
		return is.Value
	}
	return n.is
}

func (n *node) entries() []entry {
	var pairs []*ast.MappingValueNode
	switch is := n.plain().(type) {
	case *ast.MappingNode:
		pairs = is.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{is}
	}
	var all []entry
	for _, p := range pairs {
		key := p.Key.String()
		if s, ok := p.Key.(*ast.StringNode); ok {
			key = s.Value
		}
		all = append(all, entry{key, p.Key.GetToken().Position.Line, &node{n.file, p.Value}})
	}
	return all
}

// list returns the members of a list, and whether it is one. An empty value is an empty list.
func (n *node) list() ([]*node, bool) {
	switch is := n.plain().(type) {
	case *ast.SequenceNode:
		var all []*node
		for _, v := range is.Values {
			all = append(all, &node{n.file, v})
		}
		return all, true
	case *ast.NullNode:
		return nil, true
	}
	return nil, false
}

// scalar returns one value as written, and whether it is one.
func (n *node) scalar() (string, bool) {
	switch is := n.plain().(type) {
	case *ast.StringNode:
		return is.Value, true
	case *ast.LiteralNode:
		return is.Value.Value, true
	case *ast.NullNode:
		return "", true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return is.GetToken().Value, true
	}
	return "", false
}

// what names the kind of value for a person who does not know YAML.
func (n *node) what() string {
	if text, ok := n.scalar(); ok {
		return quoted(text)
	}
	if _, ok := n.list(); ok {
		return "a list"
	}
	if n.isMapping() {
		return "names with values"
	}
	return "something else"
}
