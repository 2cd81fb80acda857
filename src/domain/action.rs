//! What can be asked of the door, each with a stable name.

macro_rules! actions {
    ($($(#[$said:meta])* $action:ident => $id:literal,)+) => {
        /// What is asked to be done. Each has a text `action-<id>`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Action {
            $($(#[$said])* $action,)+
        }

        impl Action {
            pub const ALL: &'static [Action] = &[$(Action::$action),+];

            /// Stable name, as stored in the journal and as message key `action-<id>`.
            pub fn id(self) -> &'static str {
                match self {
                    $(Action::$action => $id,)+
                }
            }
        }
    };
}

actions! {
    CreateStore => "create-store",
    OpenStore => "open-store",
    /// Go on as the process that writes, after reading only.
    OpenForWriting => "open-for-writing",
    AcceptRolledBackStore => "accept-rolled-back-store",
    LockStore => "lock-store",
    ImportFile => "import-file",
    RehearseImport => "rehearse-import",
    TakeBackImport => "take-back-import",
    /// Take in what links and folders bring while the program runs.
    ListenToFeeds => "listen-to-feeds",
    /// Let messages that were set aside be tried again.
    RetryMessages => "retry-messages",
    /// See everybody on a ward by urgency.
    OpenWardBoard => "open-ward-board",
    /// Say consciousness, oxygen or the saturation's scale of a patient.
    EnterBedside => "enter-bedside",
    /// Put the handover of a ward on paper.
    PrintHandover => "print-handover",
    /// Say that a critical value was told and read back.
    ReadBackCritical => "read-back-critical",
    /// Say, or take back, what is not to be done for a patient.
    SetCareLimits => "set-care-limits",
    /// Say, or take back, from which values on the ward wants to know of a patient.
    SetAlarmLimits => "set-alarm-limits",
    /// Say how many false alerts a patient and day the ward bears.
    SetAlertBudget => "set-alert-budget",
    /// Hold what was expected of every patient's values against what came.
    ScoreForecasts => "score-forecasts",
    /// Leave a message out for good that was set aside.
    DiscardMessages => "discard-messages",
    /// Write a patient's records encrypted for a colleague elsewhere.
    SealSummary => "seal-summary",
    /// See the list of patients with their newest values.
    ListPatients => "list-patients",
    OpenPatient => "open-patient",
    SearchCohort => "search-cohort",
    SaveCohort => "save-cohort",
    DeleteCohort => "delete-cohort",
    SaveProfile => "save-profile",
    DeleteProfile => "delete-profile",
    /// Write records of patients into a file, with who they are.
    Export => "export",
    /// Write records of patients into a file, without what says who they are.
    ExportDeidentified => "export-deidentified",
    /// See staff and devices.
    ReadResources => "read-resources",
    /// Write staff or devices into a file.
    ExportResources => "export-resources",
    /// Look for groups in a table of staff, judge who stays, see which skills are covered, read what was decided.
    StudyStaff => "study-staff",
    /// See who is in a group of staff.
    SeeStaffMembers => "see-staff-members",
    /// Write groups, strategies or coverage of staff into a file.
    ExportStaffStudy => "export-staff-study",
    /// Keep a version of what was decided for groups of staff.
    SaveStrategies => "save-strategies",
    TakeBackStrategies => "take-back-strategies",
    /// Let a version stand again that was taken back.
    RestoreStrategies => "restore-strategies",
    Compact => "compact",
    ReviewDuplicates => "review-duplicates",
    /// Two patient numbers are one person.
    MergePatients => "merge-patients",
    UnmergePatients => "unmerge-patients",
    /// Two patient numbers are two persons, however alike they look.
    KeepPatientsApart => "keep-patients-apart",
    ForgetKeptApart => "forget-kept-apart",
    /// Look through every patient's values for what is doubtful.
    CheckValues => "check-values",
    CorrectValues => "correct-values",
    /// Say that doubtful values are right.
    ConfirmValues => "confirm-values",
    TakeBackDecisions => "take-back-decisions",
    /// Ask a risk model about every patient of the list.
    ScoreCohort => "score-cohort",
    /// Go on past an alert about a patient, with a reason.
    OverrideAlert => "override-alert",
    TakeBackOverride => "take-back-override",
    /// Keep a version of a patient's treatment plan.
    SavePlan => "save-plan",
    TakeBackPlan => "take-back-plan",
    /// Let a version stand again that was taken back.
    RestorePlan => "restore-plan",
    /// Keep a version of a diagnostic model.
    SaveModel => "save-model",
    /// Read a kept model, which holds rows that it learned from.
    OpenModel => "open-model",
    DeleteModel => "delete-model",
    /// Read every patient of a cohort as a table to learn from.
    LearnFromCohort => "learn-from-cohort",
    /// Keep what a diagnostic model said of a patient.
    SaveAnswer => "save-answer",
    TakeBackAnswer => "take-back-answer",
    /// Let an answer stand again that was taken back.
    RestoreAnswer => "restore-answer",
    /// Keep the table of options after a diagnosis.
    SaveTreatmentOptions => "save-treatment-options",
    /// Read the whole store and say what does not check out.
    CheckStore => "check-store",
    ReadAudit => "read-audit",
    VerifyAudit => "verify-audit",
    ExportAudit => "export-audit",
    /// See which accounts there are.
    ListAccounts => "list-accounts",
    AddAccount => "add-account",
    RemoveAccount => "remove-account",
    /// Give an account another role or other wards.
    ChangeAccount => "change-account",
    /// Give somebody else's account a new passphrase.
    ResetPassphrase => "reset-passphrase",
    /// Change one's own passphrase.
    ChangePassphrase => "change-passphrase",
    /// Set a new passphrase by the recovery key.
    RecoverAccount => "recover-account",
    /// Make a new recovery key; the one before opens nothing any more.
    IssueRecoveryKey => "issue-recovery-key",
    /// Open a record outside one's wards, with a reason, for a while.
    BreakGlass => "break-glass",
    /// Say of a broken glass that it was looked at, and what came of it.
    ReviewBrokenGlass => "review-broken-glass",
    /// How often a wrong passphrase was typed before this opening.
    WrongPassphrases => "wrong-passphrases",
    /// Copy the store into one encrypted file.
    Backup => "backup",
    /// Restore a backup into a folder that is thrown away, to see that it opens.
    RestoreDrill => "restore-drill",
    /// Say how often, where and how many backups are made.
    ScheduleBackups => "schedule-backups",
    /// Encrypt everything anew under another key.
    Rekey => "rekey",
    /// Read and judge plans and rosters, search and repair them.
    PlanSchedule => "plan-schedule",
    /// Keep a plan as the one that people work by, or let a version stand again that was taken back.
    PublishSchedule => "publish-schedule",
    TakeBackSchedule => "take-back-schedule",
    /// Learn a diagnostic model from a file.
    TrainModel => "train-model",
    /// See for what patients agreed to have their records used.
    ReadConsent => "read-consent",
    /// Say for what a patient agreed to have their records used.
    RecordConsent => "record-consent",
    /// See which patients' records are older than they are kept.
    ReadRetention => "read-retention",
    /// Say, or take back, that a patient's records are kept longer than their time.
    HoldPatient => "hold-patient",
    /// Ask the window that writes to lock, so that somebody else can.
    AskWriterToLock => "ask-writer-to-lock",
    /// Delete all records of a patient for good.
    DeletePatient => "delete-patient",
}

impl Action {
    pub fn from_id(id: &str) -> Option<Action> {
        Action::ALL.iter().copied().find(|action| action.id() == id)
    }

    /// Whether it looks at every patient, so that it counts when somebody asks who saw a patient.
    pub fn sees_all_patients(self) -> bool {
        matches!(
            self,
            Action::ListPatients
                | Action::OpenWardBoard
                | Action::PrintHandover
                | Action::SearchCohort
                | Action::Export
                | Action::ReviewDuplicates
                | Action::CheckValues
                | Action::ScoreCohort
                | Action::ScoreForecasts
                | Action::LearnFromCohort
                | Action::Backup
                | Action::ReadConsent
                | Action::ReadRetention
        )
    }
}
