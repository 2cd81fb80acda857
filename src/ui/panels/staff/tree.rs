//! The tree that leads to the groups: drawn, and as rules in words, with how often it is right.

use eframe::egui::Ui;

use crate::analysis::diagnosis::engines::tree::LEAF;
use crate::analysis::diagnosis::metrics::likeliest;
use crate::analysis::staff::education::EducationOrder;
use crate::analysis::staff::reading::{Condition, TreeReading};
use crate::analysis::staff::study::Study;
use crate::ui::panels::PanelCtx;
use crate::ui::theme::{Tone, series, space, tokens};
use crate::ui::widgets::{Icon, TreeBox, TreeBoxes, line_ui, section, tree_drawing};

use super::{paragraph_ui, words};

pub fn tree_ui(ctx: &PanelCtx<'_>, ui: &mut Ui, study: &Study) {
    let Some(reading) = &study.reading else { return };
    section(ui, ctx.text("staff-tree"));
    paragraph_ui(ui, fidelity(ctx, reading));
    ui.add_space(space::S);
    let order = EducationOrder::read(&ctx.state.staff.order).unwrap_or_default();
    tree_drawing(ui, "staff-tree", &boxes(ctx, ui, study, reading, &order));
    for own in &study.profiles {
        let mut rules = reading.rules.iter().filter(|rule| rule.group == own.number).peekable();
        if rules.peek().is_none() {
            continue;
        }
        ui.add_space(space::XS);
        paragraph_ui(ui, ctx.texts.format("staff-group-number", &[("number", &own.number)]));
        for rule in rules {
            line_ui(ui, Icon::ChevronRight, Tone::Plain, &words::rule(ctx.texts, study, &order, rule));
        }
    }
}

fn fidelity(ctx: &PanelCtx<'_>, reading: &TreeReading) -> String {
    let (low, high) = reading.interval;
    let shares = [reading.fidelity, low, high].map(|share| ctx.texts.percent(share));
    ctx.texts.format("staff-fidelity", &[("share", &shares[0]), ("low", &shares[1]), ("high", &shares[2])])
}

fn boxes(ctx: &PanelCtx<'_>, ui: &Ui, study: &Study, reading: &TreeReading, order: &EducationOrder) -> TreeBoxes {
    let tree = &reading.tree;
    let mut boxes = TreeBoxes::new();
    let mut open = vec![(0_usize, 0_usize)];
    while let Some((number, depth)) = open.pop() {
        let Some(node) = tree.nodes.get(number) else { continue };
        let group = likeliest(tree.value(number));
        let share = tree.value(number).get(group as usize).copied().unwrap_or(0.0);
        let is_shown = (group as usize) < study.profiles.len();
        let name = match is_shown {
            true => ctx.texts.format("staff-group-number", &[("number", &(group + 1))]),
            false => ctx.text("staff-few").to_owned(),
        };
        let told = format!("{name} {}", ctx.texts.percent(share));
        let people = ctx.texts.count("staff-people", u64::from(node.rows), &[]);
        let is_leaf = node.feature == LEAF;
        let (first, second) = match is_leaf {
            true => (told, people),
            false => (question(ctx, study, order, node.feature as usize, node.threshold), format!("{people} · {told}")),
        };
        let children = (!is_leaf).then_some((node.left as usize, node.right as usize));
        let is_word = study.encoded.features.get(node.feature as usize).is_some_and(|own| own.word.is_some());
        let answers = if is_word { ["no", "yes"] } else { ["yes", "no"] }.map(|key| ctx.text(key).to_owned());
        let mark = (is_leaf && is_shown).then(|| series(tokens(ui), group as usize).colour);
        boxes.insert(number, TreeBox { depth, children, answers, first, second, is_on_way: false, mark });
        open.extend(children.into_iter().flat_map(|(left, right)| [(left, depth + 1), (right, depth + 1)]));
    }
    boxes
}

/// As short as a box: `experience ≤ 9.5`, `triage?`.
fn question(ctx: &PanelCtx<'_>, study: &Study, order: &EducationOrder, feature: usize, threshold: f64) -> String {
    match study.encoded.features.get(feature).and_then(|own| own.word.as_ref()) {
        Some(word) => ctx.texts.format("staff-asks-word", &[("word", word)]),
        None => {
            let asked = Condition { feature, above: None, at_most: Some(threshold) };
            words::condition(ctx.texts, study, order, &asked)
        }
    }
}
