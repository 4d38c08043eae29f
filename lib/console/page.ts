/** The one HTML page of the console. It says something before, and without, its script. */
export const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Vigilant console</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/_console/main.css">
</head>
<body>
<div id="root"><p class="boot">Loading the console …</p></div>
<noscript>The console needs JavaScript. "npx vigilant runs" shows the same without.</noscript>
<script type="module" src="/_console/main.js"></script>
</body>
</html>
`;
