//! A strict reader of Prometheus' text format: what a scraper would refuse or misread is a panic here.
//!
//! <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>

use std::collections::BTreeMap;

/// The labels of a series.
pub(crate) type Labels = BTreeMap<String, String>;

/// What a scraper reads.
#[derive(Debug, Default)]
pub(crate) struct Exposition {
    pub(crate) families: BTreeMap<String, Family>,
}

/// All series of one metric.
#[derive(Debug, Default)]
pub(crate) struct Family {
    pub(crate) kind: String,
    pub(crate) help: String,
    /// By the name of the sample: that of the family, or with `_bucket`, `_sum` or `_count` behind it.
    samples: BTreeMap<(String, Labels), f64>,
}

impl Exposition {
    pub(crate) fn read(text: &str) -> Self {
        assert!(text.ends_with('\n'), "the last line has no end");
        let mut read = Self::default();
        let mut current = String::new();
        let mut help = BTreeMap::new();
        for line in text.lines().filter(|line| !line.is_empty()) {
            if let Some(rest) = line.strip_prefix("# HELP ") {
                let (name, told) = rest.split_once(' ').unwrap();
                assert!(help.insert(name.to_owned(), told.to_owned()).is_none(), "told twice: {line}");
            } else if let Some(rest) = line.strip_prefix("# TYPE ") {
                let (name, kind) = rest.split_once(' ').unwrap();
                assert!(is_name(name) && ["counter", "gauge", "histogram"].contains(&kind), "{line}");
                name.clone_into(&mut current);
                let help =
                    help.remove(name).unwrap_or_else(|| panic!("without a help text before it: {line}"));
                let family = Family { kind: kind.to_owned(), help, ..Family::default() };
                assert!(read.families.insert(current.clone(), family).is_none(), "a second time: {line}");
            } else {
                let (name, labels, value) = sample(line);
                let family = read.families.get_mut(&current).unwrap_or_else(|| panic!("of no type: {line}"));
                let suffix = name.strip_prefix(&current).unwrap_or_else(|| panic!("out of place: {line}"));
                let fits = match family.kind.as_str() {
                    "histogram" => ["_bucket", "_sum", "_count"].contains(&suffix),
                    _ => suffix.is_empty(),
                };
                assert!(fits, "no sample of {current}: {line}");
                assert!(family.samples.insert((name, labels), value).is_none(), "a second time: {line}");
            }
        }
        read.families.iter().filter(|(_, family)| family.kind == "histogram").for_each(rises);
        read
    }

    /// The value of one series of a counter or gauge; 0 when there is none.
    pub(crate) fn value(&self, name: &str, labels: &[(&str, &str)]) -> f64 {
        self.sample(name, name, labels)
    }

    /// The value of one series that counts something; 0 when there is none.
    pub(crate) fn count(&self, name: &str, labels: &[(&str, &str)]) -> u32 {
        whole(self.value(name, labels))
    }

    /// How many values a series of a histogram has, and what they come to.
    pub(crate) fn histogram(&self, name: &str, labels: &[(&str, &str)]) -> (u32, f64) {
        let part = |suffix: &str| self.sample(name, &format!("{name}{suffix}"), labels);
        (whole(part("_count")), part("_sum"))
    }

    fn sample(&self, family: &str, name: &str, labels: &[(&str, &str)]) -> f64 {
        let labels = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let family = self.families.get(family);
        family.and_then(|family| family.samples.get(&(name.to_owned(), labels))).copied().unwrap_or_default()
    }

    /// The labels of every series of a metric.
    pub(crate) fn series(&self, name: &str) -> Vec<&Labels> {
        self.families.get(name).into_iter().flat_map(Family::series).collect()
    }
}

impl Family {
    pub(crate) fn series(&self) -> impl Iterator<Item = &Labels> {
        self.samples.keys().map(|(_, labels)| labels)
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked")]
fn whole(value: f64) -> u32 {
    assert!((0.0..1e9).contains(&value) && value.fract() == 0.0, "no count: {value}");
    value as u32
}

/// A histogram's buckets hold what is in those below them, and the last one holds all.
fn rises((name, family): (&String, &Family)) {
    let mut buckets: BTreeMap<Labels, Vec<(f64, f64)>> = BTreeMap::new();
    for ((sample, labels), value) in &family.samples {
        if sample.ends_with("_bucket") {
            let mut labels = labels.clone();
            let bound = labels.remove("le").unwrap_or_else(|| panic!("a bucket of {name} without a bound"));
            buckets.entry(labels).or_default().push((number(&bound), *value));
        }
    }
    for (labels, mut buckets) in buckets {
        buckets.sort_by(|one, other| one.0.total_cmp(&other.0));
        assert!(buckets.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{name} {labels:?}: {buckets:?}");
        let count = family.samples[&(format!("{name}_count"), labels.clone())];
        assert_eq!(buckets.last(), Some(&(f64::INFINITY, count)), "{name} {labels:?}");
    }
}

/// `name{label="value",…} 1.5`
fn sample(line: &str) -> (String, Labels, f64) {
    let (series, value) = line.rsplit_once(' ').unwrap_or_else(|| panic!("without a value: {line}"));
    let Some((name, labels)) = series.split_once('{') else {
        assert!(is_name(series), "{line}");
        return (series.to_owned(), Labels::new(), number(value));
    };
    assert!(is_name(name), "{line}");
    let mut rest = labels;
    let mut read = Labels::new();
    loop {
        let (label, after) = rest.split_once("=\"").unwrap_or_else(|| panic!("no label: {line}"));
        assert!(is_name(label) && !label.contains(':') && !label.starts_with("__"), "{line}");
        let (value, after) = quoted(after);
        assert!(read.insert(label.to_owned(), value).is_none(), "a label twice: {line}");
        match after.strip_prefix(',') {
            Some(after) => rest = after,
            None if after == "}" => break,
            None => panic!("no end of the labels: {line}"),
        }
    }
    (name.to_owned(), read, number(value))
}

/// A value up to its closing quotation mark, and what follows.
fn quoted(text: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return (value, &text[at + 1..]),
            '\\' => match characters.next() {
                Some((_, 'n')) => value.push('\n'),
                Some((_, escaped @ ('\\' | '"'))) => value.push(escaped),
                other => panic!("no escape: {other:?} in {text}"),
            },
            other => value.push(other),
        }
    }
    panic!("without an end: {text}")
}

fn number(text: &str) -> f64 {
    match text {
        "+Inf" => f64::INFINITY,
        _ => text.parse().unwrap_or_else(|_| panic!("no number: {text}")),
    }
}

fn is_name(text: &str) -> bool {
    let mut bytes = text.bytes();
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || matches!(byte, b'_' | b':');
    bytes.next().is_some_and(is_letter) && bytes.all(|byte| is_letter(byte) || byte.is_ascii_digit())
}

#[test]
fn the_reader_refuses_what_is_no_exposition() {
    let head = "# HELP a_total What.\n# TYPE a_total counter\n";
    let good = Exposition::read(&format!("{head}a_total{{b=\"x\\\"\\\\\\n\",c=\"\"}} 3\na_total 1\n"));
    assert_eq!(good.count("a_total", &[("b", "x\"\\\n"), ("c", "")]), 3);
    for bad in [
        "a_total 1\n".to_owned(),
        format!("{head}b_total 1\n"),
        format!("{head}a_total\n"),
        format!("{head}a_total one\n"),
        format!("{head}a_total{{b=\"x\"}} 1\na_total{{b=\"x\"}} 1\n"),
        format!("{head}a_total{{b=\"x\" 1\n"),
        format!("{head}a_total{{b=\"x\"y\"}} 1\n"),
        format!("{head}a_total{{b c=\"x\"}} 1\n"),
        format!("{head}a_total 1"),
        "# HELP a What.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1\na_sum 1\na_count 1\n".to_owned(),
    ] {
        let read = std::panic::catch_unwind(|| Exposition::read(&bad));
        assert!(read.is_err(), "{bad}");
    }
}
