import unittest

from sample_wordcount import count_words


class CountWordsTest(unittest.TestCase):
    def test_case_does_not_matter(self):
        self.assertEqual(count_words("To be or not to be"), {"to": 2, "be": 2, "or": 1, "not": 1})

    def test_an_apostrophe_belongs_to_its_word(self):
        self.assertEqual(count_words("don't, 'quoted'"), {"don't": 1, "quoted": 1})

    def test_a_text_without_words_counts_nothing(self):
        self.assertEqual(count_words("-- 	 _"), {})


if __name__ == "__main__":
    unittest.main()
