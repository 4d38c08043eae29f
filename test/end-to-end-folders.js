/** Folders of tests of a deployment as its users have it, each with a runtime and processes of its own. */
module.exports = ['acceptance', 'resilience', 'browser', 'clients'];
