"""Words of office files, by zipfile and regular expressions: knows nothing of namespaces, styles or structure, so that it can
judge a reader that does. Reads paths from stdin, one a line; prints {path: [words] or null when the file is no zip}."""
import html, json, re, sys, zipfile

TAG = r'(?:[\w.-]+:)?(?:%s)'


def inner(xml, names):
    tag = TAG % names
    for match in re.finditer(r'<%s(?:\s[^>]*[^/>])?>(.*?)</%s>' % (tag, tag), xml, re.S):
        yield html.unescape(re.sub(r'<[^>]*>', ' ', match.group(1)))


def joined(xml, names, end):
    # runs of one paragraph are one text: a word may be cut into several
    for piece in re.split(end, xml):
        yield ''.join(inner(re.sub(r'<%s\b[^>]*>' % (TAG % 'tab|br|cr|ptab'), '<w:t> </w:t>', piece), names))


def texts(part, xml):
    if part.startswith('word/') and not re.search(r'settings|styles|theme|fonttable|numbering', part):
        xml = re.sub(r'<mc:Fallback>.*?</mc:Fallback>', ' ', xml, flags=re.S)
        yield from joined(xml, 't|delText', r'</(?:[\w.-]+:)?(?:p|tc)>')
    elif re.match(r'xl/(sharedstrings|comments|worksheets/)', part):
        # characters XML cannot hold (ISO 29500-1, 22.9.2.19)
        xml = re.sub(r'_x([0-9A-Fa-f]{4})_', lambda m: html.escape(chr(int(m.group(1), 16))), xml)
        xml = re.sub(r'<rPh[ >].*?</rPh>', ' ', xml, flags=re.S)
        yield from joined(xml, 't', r'</(?:[\w.-]+:)?(?:si|is|comment)>')
        for cell in re.finditer(r'<c\b([^>]*[^/>])>(.*?)</c>', xml, re.S):
            if not re.search(r'\bt="[sb]"', cell.group(1)):
                yield from inner(cell.group(2), 'v')
    elif re.match(r'ppt/(slides|notesslides)/', part):
        yield from joined(xml, 't', r'</(?:[\w.-]+:)?(?:p|tc)>')
    elif part == 'content.xml':
        yield from inner(xml, 'p|h')


def words(path):
    found = set()
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            part = name.lower().replace('\\', '/')
            if not part.endswith('.xml'):
                continue
            data = archive.read(name)
            wide = data[:2] in (b'\xff\xfe', b'\xfe\xff')
            for text in texts(part, data.decode('utf-16' if wide else 'utf-8-sig', 'replace')):
                found.update(re.findall(r'[^\W_]+', text.lower()))
    return sorted(found)


result = {}
for path in sys.stdin.read().split('\n'):
    try:
        result[path] = words(path)
    except Exception:  # damaged on purpose: the reader under test is not asked about it
        result[path] = None
json.dump(result, sys.stdout)
