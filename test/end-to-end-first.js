const Sequencer = require('@jest/test-sequencer').default;
const folders = require('./end-to-end-folders.js');

const isEndToEnd = ({ path }) => folders.some((folder) => path.includes(`/test/${folder}/`));

/**
 * Starts the end-to-end tests before the others, which are short: a long one that came last would be waited for alone.
 * Among themselves they stay as jest has them, longest first.
 */
module.exports = class EndToEndFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    return [...sorted.filter(isEndToEnd), ...sorted.filter((test) => !isEndToEnd(test))];
  }
};
