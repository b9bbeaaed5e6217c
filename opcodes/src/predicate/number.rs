//! Arithmetic and comparisons on 64-bit signed numbers, as C has them.

predicates! {
    /// The sum, wrapped to 64 bits.
    filter_add(left: i64, right: i64) -> i64 { left.wrapping_add(right) }
    /// The difference, wrapped to 64 bits.
    filter_subtract(left: i64, right: i64) -> i64 { left.wrapping_sub(right) }
    /// The product, wrapped to 64 bits.
    filter_multiply(left: i64, right: i64) -> i64 { left.wrapping_mul(right) }
    /// The quotient, towards zero, wrapped; by zero it is 0, which the caller
    /// excludes.
    filter_divide(left: i64, right: i64) -> i64 {
        let wrapped = if right == 0 { 0 } else { left };
        left.checked_div(right).unwrap_or(wrapped)
    }
    /// What a division leaves, with the sign of `left`; by zero it is 0, which
    /// the caller excludes.
    filter_remainder(left: i64, right: i64) -> i64 {
        left.checked_rem(right).unwrap_or(0)
    }
    /// The bits that are set in both.
    filter_bit_and(left: i64, right: i64) -> i64 { left & right }
    /// The bits that are set in one of them.
    filter_bit_or(left: i64, right: i64) -> i64 { left | right }
    /// The bits that are set in exactly one.
    filter_bit_xor(left: i64, right: i64) -> i64 { left ^ right }
    /// `left` moved up; by a count that is negative or above 63 it is 0.
    filter_shift_left(left: i64, right: i64) -> i64 {
        if (0..64).contains(&right) { left.wrapping_shl(right as u32) } else { 0 }
    }
    /// `left` moved down, keeping its sign; by a count that is negative or
    /// above 63 it is 0.
    filter_shift_right(left: i64, right: i64) -> i64 {
        if (0..64).contains(&right) { left.wrapping_shr(right as u32) } else { 0 }
    }
    /// 1 if they are equal, else 0.
    filter_equal(left: i64, right: i64) -> i64 { (left == right) as i64 }
    /// 0 if they are equal, else 1.
    filter_not_equal(left: i64, right: i64) -> i64 { (left != right) as i64 }
    /// 1 if `left` is less, else 0.
    filter_less(left: i64, right: i64) -> i64 { (left < right) as i64 }
    /// 1 if `left` is not greater, else 0.
    filter_less_equal(left: i64, right: i64) -> i64 { (left <= right) as i64 }
    /// 1 if `left` is greater, else 0.
    filter_greater(left: i64, right: i64) -> i64 { (left > right) as i64 }
    /// 1 if `left` is not less, else 0.
    filter_greater_equal(left: i64, right: i64) -> i64 { (left >= right) as i64 }

    /// The negative, wrapped to 64 bits.
    filter_negate(value: i64) -> i64 { value.wrapping_neg() }
    /// 1 for 0, else 0.
    filter_not(value: i64) -> i64 { (value == 0) as i64 }
    /// Every bit the other way round.
    filter_complement(value: i64) -> i64 { !value }
    /// Bits 0 to 7.
    filter_low_byte(value: i64) -> i64 { value & 0xff }
    /// Bits 8 to 15.
    filter_high_byte(value: i64) -> i64 { value >> 8 & 0xff }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_operand_is_too_much() {
        assert_eq!(filter_divide(i64::MIN, -1), i64::MIN);
        assert_eq!(filter_remainder(i64::MIN, -1), 0);
        assert_eq!(filter_negate(i64::MIN), i64::MIN);
        assert_eq!(filter_divide(-7, 2), -3);
        assert_eq!(filter_remainder(-7, 2), -1);
        for by in [-1, 64, i64::MAX, i64::MIN] {
            assert_eq!(
                (filter_shift_left(1, by), filter_shift_right(-1, by)),
                (0, 0)
            );
        }
        assert_eq!(
            (filter_shift_left(1, 63), filter_shift_right(-8, 1)),
            (i64::MIN, -4)
        );
    }
}
