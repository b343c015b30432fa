//! The columns of a Parquet file that audits are read from, and what their values are.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor, Type};

use super::block::Levels;
use crate::audit::wide;

/// The columns read, in the order of the file.
#[derive(Debug)]
pub(in crate::audit) struct Header {
    pub(super) fields: Vec<Field>,
}

/// A column.
#[derive(Debug)]
pub(super) struct Field {
    /// Its name; the fields of structures are joined with a dot.
    pub(super) name: String,
    /// Where it stands among the leaves of the schema.
    pub(super) leaf: usize,
    pub(super) descriptor: ColumnDescPtr,
    pub(super) levels: Levels,
    pub(super) kind: Kind,
    /// True for a list of plain values.
    pub(super) is_list: bool,
}

/// What the values of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    YesNo,
    Integer,
    Unsigned,
    /// So many decimals.
    Decimal(i32),
    Float,
    Double,
    Text,
    Uuid,
    /// Days since 1970-01-01.
    Date,
    /// So many a second since 1970-01-01, wherever the clock hangs; `true` if it is an instant of one time zone.
    Timestamp(i64, bool),
    /// What no value of an audit is.
    Other,
}

impl Header {
    /// The columns of a schema that concern a grid.
    pub(super) fn new(schema: &SchemaDescriptor) -> Arc<Self> {
        let mut fields: Vec<Field> = Vec::new();
        for (leaf, descriptor) in schema.columns().iter().enumerate() {
            let (name, is_list, is_plain) = name(schema.root_schema(), descriptor.path().parts());
            if !wide::concerns_grid(&name) {
                continue;
            }
            let is_plain = is_plain && descriptor.max_rep_level() == i16::from(is_list);
            // A list of structures has a leaf for each of their fields: it is one column, of which nothing can be made.
            if let Some(last) = fields.last_mut().filter(|last| last.name == name && !is_plain) {
                last.kind = Kind::Other;
                continue;
            }
            let kind = if is_plain { kind(descriptor) } else { Kind::Other };
            let levels = Levels::of(descriptor);
            fields.push(Field { name, leaf, descriptor: descriptor.clone(), levels, kind, is_list });
        }
        Arc::new(Self { fields })
    }
}

/// The name of a leaf, whether it is a list, and whether what it holds is a plain value.
fn name(root: &Type, parts: &[String]) -> (String, bool, bool) {
    let mut node = root;
    let mut name = String::new();
    for (depth, part) in parts.iter().enumerate() {
        let Some(child) = node.get_fields().iter().find(|child| child.name() == part) else { break };
        node = child;
        if depth > 0 {
            name.push('.');
        }
        name.push_str(part);
        let info = node.get_basic_info();
        let logical = info.logical_type_ref();
        let is_map = matches!(info.converted_type(), ConvertedType::MAP | ConvertedType::MAP_KEY_VALUE)
            || logical == Some(&LogicalType::Map);
        if is_map {
            return (name, false, false);
        }
        let is_repeated = info.has_repetition() && info.repetition() == Repetition::REPEATED;
        if is_repeated || info.converted_type() == ConvertedType::LIST || logical == Some(&LogicalType::List) {
            return (name, true, leaves(node) == 1);
        }
    }
    (name, false, true)
}

/// How many leaves a node has, two at most.
fn leaves(node: &Type) -> usize {
    if node.is_primitive() { 1 } else { node.get_fields().iter().map(|child| leaves(child)).sum::<usize>().min(2) }
}

fn kind(descriptor: &ColumnDescPtr) -> Kind {
    let (logical, converted) = (descriptor.logical_type_ref(), descriptor.converted_type());
    let decimal = match logical {
        Some(LogicalType::Decimal(decimal)) => Some(decimal.scale),
        _ => (converted == ConvertedType::DECIMAL).then(|| descriptor.type_scale()),
    };
    if let Some(scale) = decimal {
        return if matches!(descriptor.physical_type(), Physical::FLOAT | Physical::DOUBLE) {
            Kind::Other
        } else {
            Kind::Decimal(scale)
        };
    }
    let timestamp = match (logical, converted) {
        (Some(LogicalType::Timestamp(stamp)), _) => {
            let a_second = match stamp.unit {
                TimeUnit::MILLIS => 1_000,
                TimeUnit::MICROS => 1_000_000,
                TimeUnit::NANOS => 1_000_000_000,
            };
            Some((a_second, stamp.is_adjusted_to_u_t_c))
        }
        (_, ConvertedType::TIMESTAMP_MILLIS) => Some((1_000, true)),
        (_, ConvertedType::TIMESTAMP_MICROS) => Some((1_000_000, true)),
        _ => None,
    };
    match (descriptor.physical_type(), logical, converted) {
        (Physical::BOOLEAN, ..) => Kind::YesNo,
        (Physical::INT32, Some(LogicalType::Date), _) | (Physical::INT32, _, ConvertedType::DATE) => Kind::Date,
        (Physical::INT64, ..) if timestamp.is_some() => {
            timestamp.map_or(Kind::Other, |(a_second, utc)| Kind::Timestamp(a_second, utc))
        }
        (_, Some(LogicalType::Time(_)), _)
        | (_, _, ConvertedType::TIME_MILLIS | ConvertedType::TIME_MICROS | ConvertedType::INTERVAL) => Kind::Other,
        (Physical::INT32 | Physical::INT64, logical, converted) => {
            let unsigned = matches!(logical, Some(LogicalType::Integer(int)) if !int.is_signed)
                || matches!(
                    converted,
                    ConvertedType::UINT_8 | ConvertedType::UINT_16 | ConvertedType::UINT_32 | ConvertedType::UINT_64
                );
            if unsigned { Kind::Unsigned } else { Kind::Integer }
        }
        (Physical::FLOAT, ..) => Kind::Float,
        (Physical::DOUBLE, ..) => Kind::Double,
        (
            Physical::BYTE_ARRAY,
            None | Some(LogicalType::String | LogicalType::Enum | LogicalType::Json | LogicalType::Unknown),
            _,
        ) => Kind::Text,
        (Physical::FIXED_LEN_BYTE_ARRAY, Some(LogicalType::Uuid), _) => Kind::Uuid,
        _ => Kind::Other,
    }
}
