package main

// shelf keeps the newest of what a worker was given, so that its memory does not grow with the number of charts. The
// caller asks for what it has just put there; what was pushed off is a failure, not an empty answer.
type shelf[T any] struct {
	limit int
	total int
	// order holds the keys, the oldest first.
	order []string
	items map[string]shelved[T]
}

type shelved[T any] struct {
	value T
	size  int
}

// newShelf makes a shelf for `limit` bytes.
func newShelf[T any](limit int) *shelf[T] {
	return &shelf[T]{limit: limit, items: map[string]shelved[T]{}}
}

// put keeps a value of `size` bytes, and lets go of the oldest ones beyond the limit; the newest always stays.
func (s *shelf[T]) put(key string, value T, size int) {
	s.remove(key)
	s.items[key] = shelved[T]{value: value, size: size}
	s.order = append(s.order, key)
	s.total += size
	for s.total > s.limit && len(s.order) > 1 {
		s.remove(s.order[0])
	}
}

func (s *shelf[T]) get(key string) (T, bool) {
	found, ok := s.items[key]
	return found.value, ok
}

func (s *shelf[T]) remove(key string) {
	found, ok := s.items[key]
	if !ok {
		return
	}
	s.total -= found.size
	delete(s.items, key)
	for i, known := range s.order {
		if known == key {
			s.order = append(s.order[:i], s.order[i+1:]...)
			return
		}
	}
}
