//! Icons as lines on a grid of 16: no icon font, and they stay sharp at every scale.

use std::f32::consts::TAU;

use eframe::egui::{Color32, Painter, Pos2, Rect, Response, Sense, Shape, Stroke, Ui, Vec2};

/// A picture of one meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Icon {
    Home,
    People,
    Person,
    Upload,
    Folder,
    Device,
    Journal,
    Quality,
    Gear,
    Lock,
    /// Accounts, broken glasses, backups.
    Shield,
    Unlock,
    Search,
    Undo,
    Redo,
    SortUp,
    SortDown,
    /// Notice: look here.
    Warning,
    /// Below the range.
    Low,
    /// Above the range.
    High,
    /// At or beyond a critical limit.
    Critical,
    /// Older than it should be.
    Clock,
    /// Not recorded, not tested.
    Dash,
    /// There is a value and no range to judge it by.
    Ring,
    Info,
    Check,
    Close,
    Plus,
    ChevronLeft,
    ChevronRight,
    ChevronDown,
    ChevronUp,
    Table,
    Chart,
    Compare,
    Menu,
    /// Genes and risk: a strand of two.
    Risk,
    /// Models that are trained: questions that branch.
    Diagnosis,
    /// Plans and rosters: bars along a time.
    Schedule,
    /// Groups of staff: three that stand together.
    Staff,
    /// A ward: beds one below the other.
    Ward,
    /// What comes in by itself: a wave that arrives.
    Feed,
}

impl Icon {
    /// Every icon, for the gallery and the tests.
    pub const ALL: [Icon; 42] = [
        Icon::Home,
        Icon::People,
        Icon::Person,
        Icon::Upload,
        Icon::Folder,
        Icon::Device,
        Icon::Journal,
        Icon::Quality,
        Icon::Gear,
        Icon::Lock,
        Icon::Shield,
        Icon::Unlock,
        Icon::Search,
        Icon::Undo,
        Icon::Redo,
        Icon::SortUp,
        Icon::SortDown,
        Icon::Warning,
        Icon::Low,
        Icon::High,
        Icon::Critical,
        Icon::Clock,
        Icon::Dash,
        Icon::Ring,
        Icon::Info,
        Icon::Check,
        Icon::Close,
        Icon::Plus,
        Icon::ChevronLeft,
        Icon::ChevronRight,
        Icon::ChevronDown,
        Icon::ChevronUp,
        Icon::Table,
        Icon::Chart,
        Icon::Compare,
        Icon::Menu,
        Icon::Risk,
        Icon::Diagnosis,
        Icon::Schedule,
        Icon::Staff,
        Icon::Ward,
        Icon::Feed,
    ];
}

/// Draws an icon in the line of a layout. It says nothing by itself: a name must stand beside it.
pub fn icon(ui: &mut Ui, icon: Icon, side: f32, colour: Color32) -> Response {
    let (rect, response) = ui.allocate_exact_size(Vec2::splat(side), Sense::hover());
    paint_icon(ui.painter(), rect, icon, colour);
    response
}

/// Draws an icon into the largest square in the middle of `rect`.
pub fn paint_icon(painter: &Painter, rect: Rect, icon: Icon, colour: Color32) {
    let side = rect.width().min(rect.height());
    let corner = rect.center() - Vec2::splat(side / 2.0);
    Pen { painter, corner, unit: side / 16.0, colour }.draw(icon);
}

/// Draws in sixteenths of the icon's side.
struct Pen<'a> {
    painter: &'a Painter,
    corner: Pos2,
    unit: f32,
    colour: Color32,
}

impl Pen<'_> {
    fn at(&self, (x, y): (f32, f32)) -> Pos2 {
        self.corner + Vec2::new(x, y) * self.unit
    }

    fn stroke(&self) -> Stroke {
        Stroke::new((1.5 * self.unit).max(1.25), self.colour)
    }

    fn line(&self, points: &[(f32, f32)]) {
        let points: Vec<Pos2> = points.iter().map(|point| self.at(*point)).collect();
        self.painter.line(points, self.stroke());
    }

    fn closed(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|point| self.at(*point)).collect();
        self.painter.add(Shape::closed_line(points, self.stroke()));
    }

    fn solid(&self, points: &[(f32, f32)]) {
        let points = points.iter().map(|point| self.at(*point)).collect();
        self.painter.add(Shape::convex_polygon(points, self.colour, Stroke::NONE));
    }

    fn circle(&self, x: f32, y: f32, radius: f32) {
        self.painter.circle_stroke(self.at((x, y)), radius * self.unit, self.stroke());
    }

    fn dot(&self, x: f32, y: f32, radius: f32) {
        self.painter.circle_filled(self.at((x, y)), radius * self.unit, self.colour);
    }

    /// Part of a circle, from and to in turns, clockwise from the right.
    fn arc(&self, centre: (f32, f32), radius: f32, from: f32, to: f32) {
        let points: Vec<(f32, f32)> = (0..=12)
            .map(|step| (from + (to - from) * step as f32 / 12.0) * TAU)
            .map(|angle| (centre.0 + radius * angle.cos(), centre.1 + radius * angle.sin()))
            .collect();
        self.line(&points);
    }

    fn frame(&self, left: f32, top: f32, right: f32, bottom: f32) {
        self.closed(&[(left, top), (right, top), (right, bottom), (left, bottom)]);
    }

    fn draw(&self, icon: Icon) {
        match icon {
            Icon::Home | Icon::People | Icon::Person | Icon::Upload | Icon::Folder | Icon::Device => self.place(icon),
            Icon::Journal | Icon::Quality | Icon::Gear | Icon::Table | Icon::Chart | Icon::Compare | Icon::Menu => {
                self.thing(icon);
            }
            Icon::Lock | Icon::Shield | Icon::Unlock | Icon::Search | Icon::Undo | Icon::Redo => self.act(icon),
            Icon::Risk => self.strands(),
            Icon::Diagnosis => self.branches(),
            Icon::Schedule => self.bars(),
            Icon::Staff => self.clusters(),
            Icon::Ward => self.beds(),
            Icon::Feed => self.wave(),
            Icon::Warning
            | Icon::Low
            | Icon::High
            | Icon::Critical
            | Icon::Clock
            | Icon::Dash
            | Icon::Ring
            | Icon::Info => self.mark(icon),
            Icon::SortUp
            | Icon::SortDown
            | Icon::Check
            | Icon::Close
            | Icon::Plus
            | Icon::ChevronLeft
            | Icon::ChevronRight
            | Icon::ChevronDown
            | Icon::ChevronUp => self.sign(icon),
        }
    }

    /// Two strands that cross, with rungs.
    fn strands(&self) {
        for side in [-1.0, 1.0] {
            let strand: Vec<(f32, f32)> = (0..=16)
                .map(|step| step as f32)
                .map(|step| (8.0 + side * 4.0 * (step / 16.0 * TAU * 0.75).cos(), 1.5 + step / 16.0 * 13.0))
                .collect();
            self.line(&strand);
        }
        self.line(&[(4.6, 3.2), (11.4, 3.2)]);
        self.line(&[(5.0, 9.0), (11.0, 9.0)]);
    }

    /// A question with two answers, one of which asks again.
    fn branches(&self) {
        self.circle(8.0, 3.0, 2.0);
        self.circle(3.5, 9.0, 2.0);
        self.circle(12.5, 9.0, 2.0);
        self.line(&[(7.0, 4.7), (4.5, 7.3)]);
        self.line(&[(9.0, 4.7), (11.5, 7.3)]);
        self.line(&[(4.5, 10.7), (6.2, 14.5)]);
        self.line(&[(2.6, 10.7), (1.5, 14.5)]);
    }

    fn bars(&self) {
        self.line(&[(1.5, 1.5), (1.5, 14.5)]);
        self.line(&[(3.5, 4.0), (9.5, 4.0)]);
        self.line(&[(6.5, 8.0), (14.5, 8.0)]);
        self.line(&[(4.5, 12.0), (10.5, 12.0)]);
    }

    /// Three groups, each of people close together.
    fn clusters(&self) {
        for (x, y) in [(4.0, 4.5), (12.0, 5.0), (7.5, 12.0)] {
            for (dx, dy) in [(-1.6, -1.0), (1.7, -0.4), (-0.2, 1.8)] {
                self.circle(x + dx, y + dy, 0.8);
            }
        }
    }

    /// A bed, and a heartbeat above it.
    fn beds(&self) {
        self.line(&[(1.5, 5.0), (5.0, 5.0), (6.5, 2.0), (9.0, 7.5), (10.5, 5.0), (14.5, 5.0)]);
        self.line(&[(1.5, 9.0), (1.5, 14.5)]);
        self.line(&[(1.5, 12.5), (14.5, 12.5), (14.5, 14.5)]);
        self.line(&[(4.0, 10.3), (14.5, 10.3), (14.5, 12.5)]);
    }

    /// A socket with waves that come to it.
    fn wave(&self) {
        self.dot(4.0, 12.0, 1.6);
        self.arc((4.0, 12.0), 5.0, 0.75, 1.0);
        self.arc((4.0, 12.0), 8.5, 0.75, 1.0);
    }

    fn place(&self, icon: Icon) {
        match icon {
            Icon::Home => {
                self.line(&[(1.5, 8.0), (8.0, 2.0), (14.5, 8.0)]);
                self.line(&[(3.5, 7.0), (3.5, 14.0), (12.5, 14.0), (12.5, 7.0)]);
                self.line(&[(6.5, 14.0), (6.5, 10.0), (9.5, 10.0), (9.5, 14.0)]);
            }
            Icon::People => {
                self.circle(5.5, 5.0, 2.5);
                self.arc((5.5, 14.0), 4.5, 0.5, 1.0);
                self.arc((11.0, 5.0), 2.5, 0.70, 1.25);
                self.arc((10.5, 14.0), 4.5, 0.78, 1.0);
            }
            Icon::Upload => {
                self.line(&[(2.0, 10.0), (2.0, 14.0), (14.0, 14.0), (14.0, 10.0)]);
                self.line(&[(8.0, 11.0), (8.0, 2.0)]);
                self.line(&[(4.5, 5.5), (8.0, 2.0), (11.5, 5.5)]);
            }
            Icon::Folder => {
                self.closed(&[(1.5, 3.0), (6.0, 3.0), (7.5, 5.0), (14.5, 5.0), (14.5, 13.0), (1.5, 13.0)]);
            }
            Icon::Device => {
                self.frame(1.5, 2.5, 14.5, 11.0);
                self.line(&[(3.5, 7.0), (6.0, 7.0), (7.2, 4.8), (8.8, 9.0), (10.0, 7.0), (12.5, 7.0)]);
                self.line(&[(5.0, 14.0), (11.0, 14.0)]);
            }
            _ => {
                self.circle(8.0, 5.0, 3.0);
                self.arc((8.0, 14.5), 5.5, 0.5, 1.0);
            }
        }
    }

    fn thing(&self, icon: Icon) {
        match icon {
            Icon::Journal => {
                self.frame(2.5, 1.5, 13.5, 14.5);
                for y in [5.0, 8.0, 11.0] {
                    self.line(&[(5.0, y), (11.0, y)]);
                }
            }
            Icon::Quality => {
                self.arc((8.0, 8.0), 6.0, -0.08, 0.78);
                self.line(&[(5.0, 8.0), (7.5, 10.5), (14.0, 3.0)]);
            }
            Icon::Gear => {
                self.circle(8.0, 8.0, 2.2);
                self.circle(8.0, 8.0, 4.8);
                for step in 0..8 {
                    let (sin, cos) = (step as f32 / 8.0 * TAU).sin_cos();
                    self.line(&[(8.0 + 4.8 * cos, 8.0 + 4.8 * sin), (8.0 + 6.8 * cos, 8.0 + 6.8 * sin)]);
                }
            }
            Icon::Table => {
                self.frame(1.5, 2.5, 14.5, 13.5);
                self.line(&[(1.5, 6.0), (14.5, 6.0)]);
                self.line(&[(1.5, 9.75), (14.5, 9.75)]);
                self.line(&[(6.0, 6.0), (6.0, 13.5)]);
            }
            Icon::Chart => {
                self.line(&[(2.0, 2.0), (2.0, 14.0), (14.5, 14.0)]);
                self.line(&[(4.0, 11.0), (7.0, 7.0), (9.5, 9.0), (14.0, 3.5)]);
            }
            Icon::Compare => {
                self.frame(1.5, 2.5, 6.5, 13.5);
                self.frame(9.5, 2.5, 14.5, 13.5);
            }
            _ => {
                for y in [4.0, 8.0, 12.0] {
                    self.line(&[(2.0, y), (14.0, y)]);
                }
            }
        }
    }

    fn act(&self, icon: Icon) {
        match icon {
            Icon::Lock => {
                self.frame(3.0, 7.0, 13.0, 14.0);
                self.line(&[(5.0, 7.0), (5.0, 5.0)]);
                self.arc((8.0, 5.0), 3.0, 0.5, 1.0);
                self.line(&[(11.0, 5.0), (11.0, 7.0)]);
            }
            Icon::Shield => {
                self.closed(&[
                    (8.0, 1.5),
                    (13.5, 3.5),
                    (13.5, 8.0),
                    (11.5, 11.8),
                    (8.0, 14.5),
                    (4.5, 11.8),
                    (2.5, 8.0),
                    (2.5, 3.5),
                ]);
                self.line(&[(5.5, 7.8), (7.4, 9.8), (10.7, 5.8)]);
            }
            Icon::Unlock => {
                self.frame(3.0, 7.0, 13.0, 14.0);
                self.line(&[(5.0, 7.0), (5.0, 5.0)]);
                self.arc((8.0, 5.0), 3.0, 0.5, 0.95);
            }
            Icon::Search => {
                self.circle(6.8, 6.8, 4.6);
                self.line(&[(10.2, 10.2), (14.2, 14.2)]);
            }
            Icon::Undo => {
                self.line(&[(6.0, 2.5), (2.5, 6.0), (6.0, 9.5)]);
                self.line(&[(2.5, 6.0), (9.5, 6.0)]);
                self.arc((9.5, 9.75), 3.75, -0.25, 0.25);
                self.line(&[(9.5, 13.5), (6.0, 13.5)]);
            }
            _ => {
                self.line(&[(10.0, 2.5), (13.5, 6.0), (10.0, 9.5)]);
                self.line(&[(13.5, 6.0), (6.5, 6.0)]);
                self.arc((6.5, 9.75), 3.75, 0.75, 0.25);
                self.line(&[(6.5, 13.5), (10.0, 13.5)]);
            }
        }
    }

    fn mark(&self, icon: Icon) {
        match icon {
            Icon::High => self.solid(&[(8.0, 3.0), (14.0, 13.0), (2.0, 13.0)]),
            Icon::Low => self.solid(&[(2.0, 3.0), (14.0, 3.0), (8.0, 13.0)]),
            Icon::Critical => self.solid(&[(8.0, 1.0), (15.0, 8.0), (8.0, 15.0), (1.0, 8.0)]),
            Icon::Clock => {
                self.circle(8.0, 8.0, 6.0);
                self.line(&[(8.0, 4.5), (8.0, 8.0), (10.8, 9.6)]);
            }
            Icon::Dash => self.line(&[(3.5, 8.0), (12.5, 8.0)]),
            Icon::Ring => self.circle(8.0, 8.0, 4.0),
            Icon::Info => {
                self.circle(8.0, 8.0, 6.25);
                self.line(&[(8.0, 7.2), (8.0, 11.5)]);
                self.dot(8.0, 4.8, 0.95);
            }
            _ => {
                self.closed(&[(8.0, 2.0), (15.0, 14.0), (1.0, 14.0)]);
                self.line(&[(8.0, 6.5), (8.0, 10.0)]);
                self.dot(8.0, 12.0, 0.9);
            }
        }
    }

    fn sign(&self, icon: Icon) {
        match icon {
            Icon::SortUp => self.solid(&[(8.0, 5.0), (12.5, 11.0), (3.5, 11.0)]),
            Icon::SortDown => self.solid(&[(3.5, 5.0), (12.5, 5.0), (8.0, 11.0)]),
            Icon::Check => self.line(&[(3.0, 8.5), (6.5, 12.0), (13.0, 4.5)]),
            Icon::Close => {
                self.line(&[(4.0, 4.0), (12.0, 12.0)]);
                self.line(&[(12.0, 4.0), (4.0, 12.0)]);
            }
            Icon::Plus => {
                self.line(&[(8.0, 3.0), (8.0, 13.0)]);
                self.line(&[(3.0, 8.0), (13.0, 8.0)]);
            }
            Icon::ChevronLeft => self.line(&[(10.0, 3.5), (5.5, 8.0), (10.0, 12.5)]),
            Icon::ChevronRight => self.line(&[(6.0, 3.5), (10.5, 8.0), (6.0, 12.5)]),
            Icon::ChevronUp => self.line(&[(3.5, 10.0), (8.0, 5.5), (12.5, 10.0)]),
            _ => self.line(&[(3.5, 6.0), (8.0, 10.5), (12.5, 6.0)]),
        }
    }
}
